import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { unknownAt } from '../../src/config/known-paths.js';
import { type ConfigPath, formatPath } from '../../src/config/value.js';
import { launcherPython } from './launcher-python.js';

jest.setTimeout(10 * 60_000);

/** What the installed launcher knows: the paths of its configs and models, and the words of its and the evaluator's sources. */
const READER = `
import json, pathlib, re, sys, yaml
import importlib.util as finder
from nemo_evaluator_launcher.common import config_models as models
launcher = pathlib.Path(finder.find_spec("nemo_evaluator_launcher").origin).parent
evaluator = pathlib.Path(finder.find_spec("nemo_evaluator").origin).parent
def leaves(value, path):
    if isinstance(value, dict) and value:
        return [leaf for key, item in value.items() for leaf in leaves(item, path + [key])]
    return [path]
def read(file): return yaml.safe_load(file.read_text())
def own(tree):
    # Hydra's own list of what to compose.
    tree.pop("defaults", None)
    return tree
configs = leaves(own(read(launcher / "configs/default.yaml")), [])
for section in ("execution", "deployment"):
    for file in sorted((launcher / "configs" / section).rglob("*.yaml")):
        configs += leaves(own(read(file)), [section])
sections = {"EvaluationModel": ["evaluation"], "TaskModel": ["evaluation", "tasks", 0], "MountsModel": ["execution", "mounts"]}
unplaced = [name for name in vars(models) if name.endswith("Model") and name != "BaseModel" and name not in sections]
fields = [path + [field] for name, path in sections.items() for field in getattr(models, name).model_fields]
def words(folder):
    files = [*folder.rglob("*.py"), *folder.rglob("configs/**/*.yaml")]
    return sorted(set(re.findall(r"\\w+", " ".join(f.read_text() for f in files))))
print(json.dumps({"configs": configs, "fields": fields, "unplaced": unplaced, "launcher": words(launcher), "evaluator": words(evaluator)}))
`;

interface Wheel {
  configs: (string | number)[][];
  fields: (string | number)[][];
  unplaced: string[];
  launcher: string[];
  evaluator: string[];
}

let folder: string;
let wheel: Wheel;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'known-paths-'));
  const python = await launcherPython(folder);
  const output = execFileSync(python, ['-I', '-c', READER], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { HOME: folder, PATH: process.env['PATH'] ?? '', NEMO_EVALUATOR_TELEMETRY_LEVEL: '0' },
  });
  wheel = JSON.parse(output.trim().split('\n').at(-1)!);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every path that is known by name; a list is stood for by its first entry. */
function namedPaths(parent: ConfigPath): ConfigPath[] {
  const answer = unknownAt([...parent, '\0']);
  const beside = answer?.at === parent.length ? answer.known : [];
  return beside
    .filter((name) => name !== '*')
    .flatMap((name): ConfigPath[] => {
      const own = [...parent, name];
      return [own, ...namedPaths(own), ...namedPaths([...own, 0])];
    });
}

const unknown = (paths: readonly (string | number)[][]): string[] =>
  paths.filter((leaf) => unknownAt(leaf) !== undefined).map((leaf) => formatPath(leaf));

describe('the known paths', () => {
  it("have every leaf of the launcher's configs", () => {
    expect(wheel.configs.length).toBeGreaterThan(80);
    expect(unknown(wheel.configs)).toEqual([]);
  });

  it("have every field of the launcher's models", () => {
    expect(wheel.unplaced).toEqual([]);
    expect(wheel.fields.length).toBe(18);
    expect(unknown(wheel.fields)).toEqual([]);
  });

  it('have none that neither launcher nor evaluator speaks of', () => {
    const [launcher, evaluator] = [new Set(wheel.launcher), new Set(wheel.evaluator)];
    const named = namedPaths([]);
    expect(named.length).toBeGreaterThan(80);
    const lost = named.filter((known) => {
      const name = String(known.at(-1));
      return (
        !(known.includes('nemo_evaluator_config') ? evaluator : launcher).has(name) && !launcher.has(name)
      );
    });
    expect(lost.map((known) => formatPath(known))).toEqual([]);
  });

  it('do not have what only looks like one of them', () => {
    for (const path of [
      'execution.mod',
      'evaluation.nemo_evaluator_config.config.params.max_tokens',
      'target.url',
    ])
      expect(unknown([path.split('.')])).toEqual([path]);
  });
});
