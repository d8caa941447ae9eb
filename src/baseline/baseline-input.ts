import { ConfigError } from '../errors.js';

/** What an input names as the other side of a comparison. */
export type BaselineInput =
  | { kind: 'auto' }
  | { kind: 'none' }
  | { kind: 'path'; path: string }
  | { kind: 'run'; runId: number; artifact?: string }
  | { kind: 'artifact'; name: string }
  | { kind: 'branch'; branch: string };

export type BaselineKind = BaselineInput['kind'];

/** A fixed second baseline. A word without prefix is a path where there is one, else a tag. */
export type AnchorInput =
  | { kind: 'run'; runId: number; artifact?: string }
  | { kind: 'tag'; tag: string }
  | { kind: 'path-or-tag'; text: string };

const ALL: readonly BaselineKind[] = ['auto', 'none', 'path', 'run', 'artifact', 'branch'];
const FORMS: Record<BaselineKind, string> = {
  auto: 'auto',
  none: 'none',
  path: 'a path',
  run: 'run:ID or run:ID/NAME',
  artifact: 'artifact:NAME',
  branch: 'branch:NAME',
};
const SHOWN = 80;

/**
 * Reads the input `baseline`, or one like it. Empty means `auto` where that is allowed.
 * @param input its name, for messages.
 * @param kinds what it takes.
 * @throws ConfigError of one line.
 */
export function parseBaselineInput(
  text: string,
  input = 'baseline',
  kinds: readonly BaselineKind[] = ALL,
): BaselineInput {
  const given = text.trim();
  const parsed = parseForm(given, input);
  if (kinds.includes(parsed.kind)) return parsed;
  throw new ConfigError(`input ${input} is ${show(given)}: give ${listForms(kinds)}`);
}

function parseForm(given: string, input: string): BaselineInput {
  if (given === '' || given === 'auto') return { kind: 'auto' };
  if (given === 'none') return { kind: 'none' };
  const { prefix, rest } = splitPrefix(given);
  if (prefix === 'run') return parseRun(rest, given, input);
  if (prefix === 'artifact') return { kind: 'artifact', name: requireArtifactName(rest, given, input) };
  if (prefix === 'branch') return { kind: 'branch', branch: requireRef(rest, 'heads', given, input) };
  refuseAddress(given, input);
  return { kind: 'path', path: given };
}

/** Reads the input `anchor`; undefined where it is empty. @throws ConfigError of one line. */
export function parseAnchorInput(text: string, input = 'anchor'): AnchorInput | undefined {
  const given = text.trim();
  if (given === '' || given === 'none') return undefined;
  const { prefix, rest } = splitPrefix(given);
  if (prefix === 'run') return parseRun(rest, given, input);
  if (prefix === 'tag') return { kind: 'tag', tag: requireRef(rest, 'tags', given, input) };
  if (prefix !== undefined)
    throw new ConfigError(
      `input ${input} is ${show(given)}: an anchor stays where it is, so give run:ID, a tag or a path`,
    );
  refuseAddress(given, input);
  return { kind: 'path-or-tag', text: given };
}

function splitPrefix(given: string): { prefix: string | undefined; rest: string } {
  const match = /^(run|artifact|branch|tag):(.*)$/s.exec(given);
  return { prefix: match?.[1], rest: match?.[2] ?? '' };
}

function parseRun(
  rest: string,
  given: string,
  input: string,
): { kind: 'run'; runId: number; artifact?: string } {
  const match = /^([1-9]\d*)(?:\/(.*))?$/s.exec(rest);
  const runId = Number(match?.[1]);
  if (!match || !Number.isSafeInteger(runId))
    throw new ConfigError(
      `input ${input} is ${show(given)}: give run:ID or run:ID/NAME, where ID is the number in the address of the run`,
    );
  if (match[2] === undefined) return { kind: 'run', runId };
  return { kind: 'run', runId, artifact: requireArtifactName(match[2], given, input) };
}

function requireArtifactName(name: string, given: string, input: string): string {
  if (name !== '' && !/["<>|*?\\/:]|\p{Cc}/u.test(name)) return name;
  throw new ConfigError(
    `input ${input} is ${show(given)}: ${name === '' ? 'the name of the artifact is missing' : 'no artifact has such a name'}, as the page of the run lists it`,
  );
}

/** The rules of git for names, as far as what breaks them could mean something else to git or GitHub. */
function requireRef(name: string, folder: 'heads' | 'tags', given: string, input: string): string {
  const short = name.replace(new RegExp(`^refs/${folder}/`), '');
  if (isRefName(short)) return short;
  const word = folder === 'heads' ? 'branch' : 'tag';
  throw new ConfigError(`input ${input} is ${show(given)}: give the name of a ${word}`);
}

/** Whether git could have a branch or tag of this name. */
export function isRefName(name: string): boolean {
  return (
    name !== '' &&
    !/^[-/.]|\.\.|\/[/.]|@\{|[/.]$|\.lock(\/|$)|[\s~^:?*[\\]|\p{Cc}/u.test(name) &&
    name.length <= 250
  );
}

function refuseAddress(given: string, input: string): void {
  if (!/^https?:\/\//i.test(given)) return;
  const run = /\/actions\/runs\/(\d+)/.exec(given)?.[1];
  throw new ConfigError(
    `input ${input} is an address: give ${run ? `run:${run}` : 'run:ID with the number of the run'}`,
  );
}

function listForms(kinds: readonly BaselineKind[]): string {
  const forms = kinds.map((kind) => FORMS[kind]);
  return forms.length === 1 ? forms[0]! : `${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}`;
}

function show(given: string): string {
  if (given === '') return 'empty';
  const line = given.replace(/[\s\p{Cc}]+/gu, ' ');
  return line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line;
}
