import type { Benchmark, EvalResults, EvalTask } from '../results/eval-results.js';
import { type Facts, sameValue, snapshotFacts, treeFacts } from './aspects.js';
import { ASKED_OF_BUNDLES, bundleFacts } from './bundle-facts.js';

/** A field in which two runs differ, so that their scores answer different questions. */
export interface Difference {
  field: string;
  baseline: unknown;
  candidate: unknown;
  why: string;
}

/** A field of which one side or both do not say what it was: not known to be equal. */
export interface UnknownField {
  field: string;
  /** Absent where that side does not say. */
  baseline?: unknown;
  candidate?: unknown;
  reason: string;
}

export interface Comparability {
  /** No field is known to differ. Unknown fields are for whoever reads this to weigh. */
  comparable: boolean;
  differences: Difference[];
  unknown: UnknownField[];
}

/**
 * Fields that are asked for of any two runs, with those that stand in for them: unknown is said of these even where both
 * sides are silent.
 */
const ASKED: Record<string, string[]> = {
  harness: [],
  endpoint_type: [],
  image_digest: ['image', 'expected_digest'],
  tokenizer: [],
  params: ['asked.params'],
  sample_limit: [],
  dataset: [],
  adapter: [],
};

/** Why a field matters, by its name or what it begins with; the first that fits. */
const REASONS: [string, string][] = [
  ['params.extra.judge', 'another judge, or other settings of it, grades the same answers differently'],
  ['asked.params.extra.judge', 'another judge, or other settings of it, grades the same answers differently'],
  ['params', 'the model was sampled differently'],
  ['asked.params', 'the model was sampled differently'],
  ['endpoint_type', 'chat applies a template to the prompt, completions does not'],
  ['harness', 'harnesses prompt and grade in their own ways'],
  ['evaluator_version', 'another version of the evaluator may prompt or grade differently'],
  ['expected_digest', 'the image that was to run has changed, and the harness with it'],
  ['image', 'another image may hold another harness, another version of the task or other data'],
  ['tokenizer', 'a tokenizer decides on truncation, templates and likelihoods'],
  ['sample_limit', 'the scores are of different items'],
  ['dataset', 'the scores are of different items'],
  ['task_hash', 'documents, prompts or targets have changed'],
  ['task_version', 'the task itself has changed'],
  ['few_shot', 'another number of examples in the prompt'],
  ['system_instruction', 'another system prompt'],
  ['chat_template', 'another template around the prompt'],
  ['adapter', 'the adapter changes requests or answers, or answers from a cache'],
  ['server', 'another server, or another setting of it, may answer differently with the same weights'],
  ['environment', 'variables of the task may change what its harness does'],
  ['repeats', 'the scores are means of another number of answers'],
  ['sample_range', 'the scores are of different items'],
  ['shuffle_seed', 'the limit took other items'],
  ['sandbox', 'answers were run, and graded, in other surroundings'],
  ['commands', 'commands before or after the task may change what its harness does'],
];

/**
 * Whether two runs of one benchmark answer the same question (design §5): from their snapshots where both have one, else
 * from what their trees say, field by field. Model, URL, places, dates, parallelism and the other tasks may differ.
 */
export function compareSettings(
  baseline: { results: EvalResults; benchmark: Benchmark },
  candidate: { results: EvalResults; benchmark: Benchmark },
): Comparability {
  const [before, after] = [factsOf(baseline), factsOf(candidate)];
  const asked = askedOf(before, after, [baseline.results.kind, candidate.results.kind]);
  settleImage(before, after);
  settleParameters(before, after);
  settleAdapter(before, after);
  settleServer(before, after);
  const found: Comparability = { comparable: true, differences: [], unknown: [] };
  for (const field of fieldsOf(before, after, asked)) compareField(field, before, after, found);
  found.comparable = found.differences.length === 0;
  return found;
}

/** Facts of one side: what the snapshot says goes before what the tree says. */
function factsOf({ results, benchmark }: { results: EvalResults; benchmark: Benchmark }): Facts {
  const task: EvalTask | undefined = results.tasks.find(({ index }) => index === benchmark.taskIndex);
  const facts: Facts = !task
    ? new Map()
    : task.bundle
      ? bundleFacts(task.bundle)
      : treeFacts(task, benchmark);
  const taken = task?.snapshot ? snapshotFacts(task.snapshot) : new Map();
  for (const [field, fact] of taken) {
    const known = facts.get(field);
    if ('value' in fact || known === undefined || 'reason' in known) facts.set(field, fact);
  }
  return facts;
}

function compareField(field: string, before: Facts, after: Facts, found: Comparability): void {
  const [a, b] = [before.get(field), after.get(field)];
  if (a && b && 'value' in a && 'value' in b) {
    if (!sameValue(a.value, b.value))
      found.differences.push({
        field: shown(field),
        baseline: a.value,
        candidate: b.value,
        why: whyItMatters(field),
      });
    return;
  }
  const sides = { baseline: a, candidate: b };
  const reasons = Object.entries(sides).flatMap(([name, fact]) =>
    fact && 'value' in fact ? [] : [`${name}: ${fact ? fact.reason : 'does not say'}`],
  );
  found.unknown.push({
    field: shown(field),
    ...(a && 'value' in a ? { baseline: a.value } : {}),
    ...(b && 'value' in b ? { candidate: b.value } : {}),
    reason: reasons.join('; '),
  });
}

/** Bundles run in nemo-evaluator's own process, unless they were converted from what a harness's image left. */
function askedOf(
  before: Facts,
  after: Facts,
  kinds: readonly EvalResults['kind'][],
): Record<string, string[]> {
  if (kinds.some((kind) => kind !== 'bundles')) return ASKED;
  const { harness, image_digest } = ASKED;
  return before.has('image') || after.has('image')
    ? { ...ASKED_OF_BUNDLES, harness: harness!, image_digest: image_digest! }
    : ASKED_OF_BUNDLES;
}

function fieldsOf(before: Facts, after: Facts, asked: Record<string, string[]>): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  for (const [field, others] of Object.entries(asked)) {
    const answers = [field, ...others];
    if (![...all].some((name) => answers.includes(name) || name.startsWith(`${field}.`))) all.add(field);
  }
  return [...all].sort();
}

/** One fact of the image is enough, the surest that both sides have: what ran, what was to run, its name. */
function settleImage(before: Facts, after: Facts): void {
  const isKnown = (field: string): boolean =>
    [before, after].every((facts) => {
      const fact = facts.get(field);
      return fact !== undefined && 'value' in fact;
    });
  const kinds = [before, after].map((facts) => {
    const fact = facts.get('image_digest');
    return fact && 'value' in fact ? (fact.value as { kind?: string }).kind : undefined;
  });
  if (isKnown('image_digest') && kinds[0] !== kinds[1]) {
    for (const facts of [before, after])
      facts.set('image_digest', {
        reason: 'one is the digest of a repository, the other an id on its machine',
      });
  }
  if (isKnown('image_digest')) drop(['expected_digest', 'image'], before, after);
  else {
    // Equal names or expectations do not prove equal images; different ones do show different images.
    for (const field of ['expected_digest', 'image'])
      if (!isKnown(field) || isEqual(field, before, after)) drop([field], before, after);
    if (isKnown('expected_digest') || isKnown('image')) drop(['image_digest'], before, after);
  }
}

/** What ran, defaults filled in, goes before what was asked for, which is compared only where a side knows no more. */
function settleParameters(before: Facts, after: Facts): void {
  const names = [before, after].map((facts) => [...facts.keys()]);
  const effective = names.map((keys) => keys.some((key) => key.startsWith('params.')));
  const away = effective.every(Boolean) ? 'asked.params' : 'params.';
  for (const facts of [before, after])
    for (const key of [...facts.keys()]) if (key.startsWith(away)) facts.delete(key);
  const prefix = effective.every(Boolean) ? 'params.' : 'asked.params.';
  const known = [before, after].map((facts) => [...facts.keys()].some((key) => key.startsWith(prefix)));
  // A parameter that one side does not name has no value there: null is what the evaluator writes for it.
  if (known.every(Boolean))
    for (const [facts, other] of [
      [before, after],
      [after, before],
    ] as const)
      for (const key of other.keys())
        if (key.startsWith(prefix) && !facts.has(key)) facts.set(key, { value: null });
}

function settleAdapter(before: Facts, after: Facts): void {
  const both = (field: string): boolean => before.has(field) && after.has(field);
  if (both('adapter.effective')) drop(['adapter'], before, after);
  else if (both('adapter')) drop(['adapter.effective'], before, after);
}

/** A model behind an endpoint is served by something that nobody tells: only two deployments can be compared. */
function settleServer(before: Facts, after: Facts): void {
  const fields = [...new Set([...before.keys(), ...after.keys()])].filter((name) =>
    name.startsWith('server.'),
  );
  if (![before, after].every((facts) => facts.has('server.image'))) drop(fields, before, after);
  const digests = [before, after].map((facts) => {
    const fact = facts.get('server.image_digest');
    return fact && 'value' in fact ? (fact.value as { kind?: string }).kind : undefined;
  });
  const isKnown = digests[0] !== undefined && digests[0] === digests[1];
  drop([isKnown ? 'server.image' : 'server.image_digest'], before, after);
}

function isEqual(field: string, before: Facts, after: Facts): boolean {
  const [a, b] = [before.get(field), after.get(field)];
  return a !== undefined && b !== undefined && 'value' in a && 'value' in b && sameValue(a.value, b.value);
}

function drop(fields: readonly string[], ...sides: Facts[]): void {
  for (const facts of sides) for (const field of fields) facts.delete(field);
}

function whyItMatters(field: string): string {
  const known = REASONS.find(
    ([name]) => field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}_`),
  );
  return known?.[1] ?? 'it may change what is measured';
}

const shown = (field: string): string =>
  field
    .replace(/^asked\./, '')
    .replace(/^params\.extra\.judge/, 'judge')
    .replace(/^adapter\.effective$/, 'adapter');
