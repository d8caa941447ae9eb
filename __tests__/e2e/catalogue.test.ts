import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findTask } from '../../src/config/find-task.js';
import { catalogueFromIrs } from '../../src/config/read-task-list.js';
import { readCatalogue, type TaskCatalogue } from '../../src/config/task-catalogue.js';
import { launcherPython } from './launcher-python.js';
import { ROOT } from './world.js';

jest.setTimeout(10 * 60_000);

const FILE = 'requirements/tasks-0.2.6.json';
const catalogue = readCatalogue(readFileSync(path.join(ROOT, FILE), 'utf8'), FILE);

/** Prints the launcher's mapping as JSON. An argument names a folder whose copy of the launcher comes first. */
const MAPPING = `
import json, sys
sys.path[:0] = sys.argv[1:]
from nemo_evaluator_launcher.common.mapping import load_tasks_mapping
print(json.dumps([
    {k: v for k, v in {
        "name": task["task"], "harness": task["harness"], "endpoint": task["endpoint_type"],
        "container": task["container"], "digest": task.get("container_digest"), "arch": task.get("arch"),
        "capabilities": task["defaults"].get("config", {}).get("required_capabilities", []),
    }.items() if v is not None}
    for task in load_tasks_mapping().values()
]))
`;

/** Prints what the launcher makes of each [query, container] of its argument. */
const DEFINITIONS = `
import json, sys
from nemo_evaluator_launcher.common.helpers import is_local_image_path
from nemo_evaluator_launcher.common.mapping import get_task_definition_for_job, load_tasks_mapping
mapping = load_tasks_mapping()
def define(query, container):
    try:
        task = get_task_definition_for_job(task_query=query, base_mapping=mapping, container=container)
    except ValueError as error:
        return {"error": str(error)}
    keys = ["task", "harness", "container", "endpoint_type", "is_unlisted"]
    return {**{key: task[key] for key in keys}, "local": is_local_image_path(task["container"])}
print(json.dumps([define(*query) for query in json.loads(sys.argv[1])]))
`;

interface Definition {
  error?: string;
  task: string;
  harness: string;
  container: string;
  endpoint_type: string;
  is_unlisted: boolean;
  local: boolean;
}

let folder: string;
let venv: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'catalogue-'));
  venv = path.dirname(path.dirname(await launcherPython(folder)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function python(script: string, ...args: string[]): unknown {
  const answer = execFileSync(path.join(venv, 'bin/python'), ['-I', '-c', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    // No registry answers: what an image says of itself must not decide here, nor take time.
    env: { HOME: folder, HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' },
  });
  return JSON.parse(answer);
}

/** The launcher's package folder. */
function packageFolder(): string {
  const where = 'import json, nemo_evaluator_launcher as l; print(json.dumps(l.__path__[0]))';
  return python(where) as string;
}

const asMapped = ({ tasks }: TaskCatalogue): unknown =>
  tasks.map(({ name, harness, endpoints, container, digest, arch, capabilities }) => ({
    name,
    harness,
    endpoint: endpoints[0],
    container,
    ...(digest !== undefined && { digest }),
    ...(arch !== undefined && { arch }),
    capabilities,
  }));

describe('the catalogue', () => {
  it("is the installed launcher's mapping, task for task and in its order", () => {
    const mapping = python(MAPPING);
    expect(mapping).toHaveLength(421);
    expect(asMapped(catalogue)).toEqual(mapping);
  });

  it('is what the installed list of tasks makes', () => {
    const irs = path.join(packageFolder(), 'resources/all_tasks_irs.yaml');
    expect(catalogueFromIrs(readFileSync(irs, 'utf8'), irs)).toEqual(catalogue);
  });
});

describe('lists of tasks of other versions', () => {
  const CONFIG = '{config: {supported_endpoint_types: [vlm, chat], required_capabilities: [logprobs]}}';
  const lists = {
    'images with the harnesses': `
metadata: {num_tasks: 5}
harnesses:
- {name: h, container: r/h:1, container_digest: sha256:1, arch: amd}
- {name: h, container: r/second:1}
tasks:
- {name: a, harness: h, defaults: ${CONFIG}}
- {name: b, harness: h, container: r/b:1, container_arch: arm}
- {name: c, harness: stray, defaults: {config: {supported_endpoint_types: []}}}
- {name: a, harness: other, container: ''}
- {name: a, harness: h, defaults: {config: {supported_endpoint_types: [completions]}}}
`,
    'images with the tasks': `
tasks:
- {name: a, harness: h, container: r/h:1, container_digest: sha256:1, defaults: ${CONFIG}}
- {name: b, harness: h, container: r/b:1}
- {name: c, harness: h}
`,
    'no tasks': 'tasks: []',
    'a task without a name': 'tasks: [{harness: h}]',
    'tasks that are none': 'tasks: {a: 1}',
    'defaults that are none': 'tasks: [{name: a, harness: h, defaults: [1]}]',
    'no YAML': 'tasks: [',
  };

  it.each(Object.entries(lists))('%s', (name, text) => {
    const site = path.join(folder, name.replaceAll(' ', '-'));
    mkdirSync(site);
    const copy = path.join(site, 'nemo_evaluator_launcher');
    cpSync(packageFolder(), copy, { recursive: true });
    writeFileSync(path.join(copy, 'resources/all_tasks_irs.yaml'), text);
    const taken = (): unknown => python(MAPPING, site);
    const read = (): unknown => asMapped(catalogueFromIrs(text, 'irs.yaml'));
    if (name.startsWith('images')) expect(read()).toEqual(taken());
    else {
      expect(taken).toThrow(/Error/);
      expect(read).toThrow("the launcher's list of tasks cannot be read");
    }
  });
});

describe('finding a task', () => {
  const names = [...new Set(catalogue.tasks.map(({ name }) => name))];
  const queries: [string, string | null][] = [
    ...names.map((name): [string, null] => [name, null]),
    ...catalogue.tasks.map(({ harness, name }): [string, null] => [`${harness}.${name}`, null]),
    ...[
      'gsm8',
      'GSM8K',
      'hle.gsm8k',
      'hle.x',
      'hle.',
      'x.gsm8k',
      '.gsm8k',
      '.',
      '',
      ' gsm8k',
      'toString',
    ].map((query): [string, null] => [query, null]),
    ...['a.b.c', 'simple_evals.mmlu.x', 'lm-evaluation-harness..mmlu'].flatMap(
      (query): [string, string | null][] => [
        [query, null],
        [query, 'r/x:1'],
      ],
    ),
    ...['r/x:1', '/x', 'x.sqsh', 'nvcr.io/nvidia/eval-factory/simple-evals:26.03', ''].flatMap((image) =>
      ['mmlu', 'simple_evals.mmlu', 'none.none', 'gsm8k', ''].map((query): [string, string] => [
        query,
        image,
      ]),
    ),
  ];

  it(`ends as with the launcher for ${queries.length} names`, () => {
    const definitions = python(DEFINITIONS, JSON.stringify(queries)) as Definition[];
    const kinds = new Set<string>();
    for (const [index, definition] of definitions.entries()) {
      const [query, container] = queries[index]!;
      const answer = findTask(catalogue, query, container ?? undefined);
      kinds.add(answer.kind);
      expect({ query, container, answer: summarize(answer) }).toEqual({
        query,
        container,
        answer: expected(definition),
      });
    }
    expect([...kinds].sort()).toEqual(['ambiguous', 'found', 'unknown', 'unlisted']);
  });

  function summarize(answer: ReturnType<typeof findTask>): unknown {
    switch (answer.kind) {
      case 'found': {
        const { name, harness, container, endpoints } = answer.task;
        return { kind: 'found', name, harness, container, endpoint: endpoints[0] };
      }
      case 'unlisted': {
        const { kind, name, harness, container, needsTrust } = answer;
        return { kind, name, harness, container, needsTrust };
      }
      case 'ambiguous':
        return answer;
      case 'unknown':
        return { kind: 'unknown' };
    }
  }

  function expected(definition: Definition): unknown {
    const { error, task: name, harness, container } = definition;
    const choices = error && /^there are multiple tasks named .*, please select one of \[(.*)\]$/.exec(error);
    if (choices) return { kind: 'ambiguous', choices: choices[1]!.slice(1, -1).split("', '") };
    if (error !== undefined) return { kind: 'unknown' };
    if (definition.is_unlisted)
      return { kind: 'unlisted', name, harness, container, needsTrust: !definition.local };
    return { kind: 'found', name, harness, container, endpoint: definition.endpoint_type };
  }
});
