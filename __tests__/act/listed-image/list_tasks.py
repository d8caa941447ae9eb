"""Makes of the demo's harnesses one that has the name and tasks of a harness that the launcher lists."""

import shutil
import sysconfig
from pathlib import Path

import yaml

HARNESS = "lm-evaluation-harness"
TASKS = {"mmlu_instruct": "mcq", "gsm8k_cot_instruct": "arith", "arc_challenge_chat": "mcq"}


def main() -> None:
    namespace = Path(sysconfig.get_paths()["purelib"]) / "nemo_evaluator"
    listed = namespace / "listed_tasks"
    shutil.copytree(namespace / "byob_mcq", listed)
    shutil.copy(Path(__file__).with_name("output.py"), listed / "output.py")
    path = listed / "framework.yml"
    definition = yaml.safe_load(path.read_text(encoding="utf-8"))
    definition["framework"] = {"name": HARNESS, "pkg_name": listed.name}
    definition["evaluations"] = [evaluation(*names) for names in TASKS.items()]
    path.write_text(yaml.safe_dump(definition, sort_keys=False), encoding="utf-8")
    for benchmark in ("arith", "mcq", "crash"):
        shutil.rmtree(namespace / f"byob_{benchmark}")


def evaluation(task: str, benchmark: str) -> dict:
    params = {"task": benchmark, "extra": {"dataset": f"/opt/bench/{benchmark}.jsonl"}}
    config = {"type": task, "supported_endpoint_types": ["chat"], "params": params}
    return {"name": task, "description": benchmark, "defaults": {"config": config}}


main()
