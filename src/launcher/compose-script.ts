/** More values than any real configuration has; aliases can make a small file unfold into far more. */
const MAX_VALUES = 100_000;
/** Characters of the answer, well below what is read of a command's output. */
const MAX_ANSWER = 3_000_000;

/** What the script reads from its standard input, as JSON. */
export interface Question {
  config: string;
  overrides: string[];
}

/** A value with its type spelled out, so that JSON keeps `1` and `1.0` apart, and integers of any size. */
export type Spelled =
  | null
  | boolean
  | string
  | { int: string }
  | { float: string }
  | Spelled[]
  | { map: [string, Spelled][] };

/** Why a composition failed, in the words of whatever raised it. */
export interface Problem {
  type: string;
  /** Its kind is made for users: the message says it all. */
  plain: boolean;
  message: string;
  cause: string;
  /** The override that could not be parsed. */
  override: string | null;
  /** Where in a YAML file; line and column from 1. */
  mark: { file: string; line: number; column: number; problem: string } | null;
}

/** What the script writes to its standard output, as JSON. `root` stands for success. */
export interface Answer {
  root?: Spelled;
  problem?: Problem;
  warnings: string[];
}

/**
 * Composes a config as `nemo-evaluator-launcher run --config F -o …` does, by calling what it calls, up to the point
 * where it would resolve it. Failing to import the launcher ends it with a trace; whatever fails after that fails on
 * the config or an override, and is answered.
 */
export const COMPOSE_SCRIPT = `
import json, logging, os, sys, warnings

# Nothing but the answer may reach standard output.
out = os.fdopen(os.dup(1), "w", encoding="ascii")
os.dup2(2, 1)
# The launcher would write the overrides and the config into the logs in its home.
logging.disable(logging.CRITICAL)

from hydra.errors import HydraException
from nemo_evaluator_launcher.api.types import RunConfig
from nemo_evaluator_launcher.common.override_sugar import apply_task_name_overrides, partition_overrides
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

TOLD = (HydraException, OmegaConfBaseException, YAMLError, ValueError, OSError)

# A variable is only read where the config is resolved; here its expression stands for it.
OmegaConf.register_new_resolver("oc.env", lambda name, *_: "\${oc.env:%s}" % name, replace=True)


def compose(config, overrides):
    hydra_overrides, task_name_overrides = partition_overrides(overrides)
    composed = RunConfig.from_hydra(config=config, hydra_overrides=hydra_overrides)
    if task_name_overrides:
        composed = apply_task_name_overrides(composed, task_name_overrides)
    root = OmegaConf.to_container(composed, resolve=False)
    # Where the launcher finds the file again at a launch; a saved config stands for itself.
    root.pop("user_config_path", None)
    spelled = spell(root, "")
    if len(json.dumps(spelled)) > ${MAX_ANSWER}:
        raise ValueError("it is larger than ${MAX_ANSWER} characters: check its aliases")
    return spelled


count = 0


def spell(value, path):
    global count
    count += 1
    if count > ${MAX_VALUES}:
        raise ValueError("it unfolds into more than ${MAX_VALUES} values: check its aliases")
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, list):
        return [spell(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise ValueError(f"{path or 'the config'} has the key {key!r}, which is not text: put it in quotes")
        return {"map": [[key, spell(item, f"{path}.{key}" if path else key)] for key, item in value.items()]}
    raise ValueError(f"{path} is of the type {type(value).__name__}: only plain YAML values can be used")


def explain(error):
    if isinstance(error, RecursionError) or "RecursionError" in str(error):
        error = ValueError("it is nested too deep, or includes itself")
    mark = getattr(error, "problem_mark", None)
    return {
        "type": type(error).__name__,
        "plain": isinstance(error, TOLD),
        "message": str(error),
        "cause": str(error.__cause__ or ""),
        "override": getattr(error, "override", None),
        "mark": mark and {
            "file": mark.name,
            "line": mark.line + 1,
            "column": mark.column + 1,
            "problem": error.problem or error.context or "",
        },
    }


question = json.load(sys.stdin.buffer)
answer = {}
with warnings.catch_warnings(record=True) as caught:
    try:
        answer["root"] = compose(question["config"], question["overrides"])
    except Exception as error:
        answer["problem"] = explain(error)
answer["warnings"] = [str(warning.message) for warning in caught]
json.dump(answer, out)
out.close()
`;
