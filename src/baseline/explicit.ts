import { ConfigError, InfrastructureError } from '../errors.js';
import type { BaselineInput } from './baseline-input.js';
import { describe, expiry, newest } from './describe-record.js';
import { readRecordState } from './judge-record.js';
import type { Measured } from './measured-commit.js';
import { type ListedArtifact, type RecordStore, StoreRefusal } from './record-store.js';
import { type BaselineRequest, type FoundBaseline, recordName } from './request.js';
import { fetchRecord, Search } from './search.js';

/** What a name led to: a baseline, or one line on why it has none any more. */
export interface Named {
  found?: FoundBaseline;
  reason?: string;
  warnings: string[];
}

type Wanted = Extract<BaselineInput, { kind: 'run' | 'artifact' | 'branch' }>;

/** What names a record in GitHub. */
export interface NamedRequest {
  request: BaselineRequest;
  measured: Measured;
  store: RecordStore | undefined;
  /** The input, for messages. */
  input: string;
}

const MOST_LOOKS = 4;

/**
 * The record that an input names. One that has expired, or a branch and a name with none that serves yet or any more, is
 * no baseline, which is no mistake of the workflow.
 * @throws ConfigError where there is nothing of the name, or GitHub does not let the job see it;
 * InfrastructureError where GitHub does not answer.
 */
export async function findNamed(wanted: Wanted, named: NamedRequest): Promise<Named> {
  const { request, input } = named;
  const given = nameOf(wanted);
  refuseEnterpriseServer(request.serverUrl, `${input} is ${given}`);
  if (!named.store)
    throw new ConfigError(`input ${input} is ${given}, which needs a token: check the input github-token`);
  try {
    return wanted.kind === 'run'
      ? await findRun(wanted, given, named, named.store)
      : await findByName(wanted, given, named, named.store);
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error;
    if (error.kind === 'expired') return { reason: `the record of ${given} ${error.message}`, warnings: [] };
    const line = `input ${input} is ${given}, whose record ${error.kind === 'broken' ? '' : 'cannot be had: '}${error.message}`;
    throw error.kind === 'unavailable' ? new InfrastructureError(line) : new ConfigError(line);
  }
}

async function findRun(
  { runId, artifact: name }: Extract<Wanted, { kind: 'run' }>,
  given: string,
  { request, input }: NamedRequest,
  store: RecordStore,
): Promise<Named> {
  const run = await store.getRun(runId);
  if (!run) throw new ConfigError(`input ${input} is ${given}: ${request.repository} has no such run`);
  const artifact = await chooseArtifact(store, runId, name, request.artifactName);
  if (typeof artifact === 'string') throw new ConfigError(`input ${input} is ${given}: ${artifact}`);
  if (artifact.expired) return { reason: `the record of ${given} ${expiry(artifact)}`, warnings: [] };
  const warnings: string[] = [];
  if (run.headRepositoryId !== run.repositoryId)
    warnings.push(
      `${given} ran what ${run.headRepository || 'a fork that is gone'} holds: whoever wrote that wrote the record too`,
    );
  const dir = await fetchRecord(store, artifact, request.dir);
  const state = readRecordState(dir);
  if (typeof state === 'string')
    throw new ConfigError(`input ${input} is ${given}, whose record cannot be read: ${state}`);
  if (state.state !== 'success' || state.verdict === 'INVALID')
    warnings.push(
      `${given} is a record of an evaluation that did not end well: it serves because it is named`,
    );
  return { found: { finder: 'explicit', ...describe(run, artifact, request.now), dir }, warnings };
}

/** The artifact of a run: by its own name or that of what it is the record of, else the only record there is. */
async function chooseArtifact(
  store: RecordStore,
  runId: number,
  name: string | undefined,
  artifactName: string,
): Promise<ListedArtifact | string> {
  const record = recordName(name ?? artifactName);
  const exact = newest(await store.listRunArtifacts(runId, record));
  if (exact) return exact;
  if (name !== undefined && name !== record) {
    const whole = newest(await store.listRunArtifacts(runId, name));
    if (whole) return whole;
  }
  const all = await store.listRunArtifacts(runId);
  const records = [...new Set(all.map((one) => one.name))].filter((one) => one.endsWith('.baseline'));
  if (name === undefined && records.length === 1)
    return newest(all.filter((artifact) => artifact.name === records[0]))!;
  const names = records.length > 0 ? records : [...new Set(all.map((one) => one.name))];
  const listed = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  if (names.length === 0) return 'the run has no artifacts';
  return name === undefined && records.length > 1
    ? `the run has several records, name one as run:ID/NAME: ${listed}`
    : `the run has no record of that name; it has ${listed}`;
}

/** The newest record of a name or a branch whose run counts. */
async function findByName(
  wanted: Exclude<Wanted, { kind: 'run' }>,
  given: string,
  { request, measured, input }: NamedRequest,
  store: RecordStore,
): Promise<Named> {
  const isBranch = wanted.kind === 'branch';
  const search = new Search(
    isBranch ? request : { ...request, artifactName: wanted.name },
    // What is named serves whatever its verdict was.
    { ...measured, kind: 'change', ...(isBranch ? { baseBranch: wanted.branch } : {}) },
    store,
  );
  const { candidates, complete } = await search.listed();
  const isOfBranch = (one: { headBranch: string }): boolean => !isBranch || one.headBranch === wanted.branch;
  const listed = candidates.filter(isOfBranch);
  const all = listed.length > 0 || complete ? listed : await search.onBranch();
  const reasons: string[] = [];
  for (const candidate of all.slice(0, MOST_LOOKS)) {
    const found = await search.look(candidate, 'explicit');
    if (typeof found !== 'string') return { found, warnings: search.warnings };
    reasons.push(found);
  }
  const isYoung = isBranch && reasons.length === 0 && (await store.hasBranch(wanted.branch));
  const reason = reasons.slice(0, 3).join('; ') || `there is no record ${describeMissing(wanted, request)}`;
  if (search.hasSeenRecord || isYoung) return { reason, warnings: [] };
  const hint = isBranch && reasons.length === 0 ? ', and no such branch' : '';
  throw new ConfigError(`input ${input} is ${given}: ${reason}${hint}`);
}

function describeMissing(wanted: Exclude<Wanted, { kind: 'run' }>, request: BaselineRequest): string {
  return wanted.kind === 'branch'
    ? `${recordName(request.artifactName)} on ${wanted.branch}`
    : `${recordName(wanted.name)} of this repository's branches`;
}

/** As the user wrote it. */
export function nameOf(wanted: Wanted): string {
  if (wanted.kind === 'artifact') return `artifact:${wanted.name}`;
  if (wanted.kind === 'branch') return `branch:${wanted.branch}`;
  return `run:${wanted.runId}${wanted.artifact === undefined ? '' : `/${wanted.artifact}`}`;
}

/** Whether the artifact client works with a server: a GitHub Enterprise Server has another artifact service. */
export function isEnterpriseServer(serverUrl: string): boolean {
  try {
    const host = new URL(serverUrl).hostname.toLowerCase();
    return host !== 'github.com' && !host.endsWith('.ghe.com') && !host.endsWith('.localhost');
  } catch {
    return true;
  }
}

function refuseEnterpriseServer(serverUrl: string, what: string): void {
  if (!isEnterpriseServer(serverUrl)) return;
  throw new ConfigError(
    `input ${what}: a GitHub Enterprise Server (${serverUrl}) has no artifacts that can be read here; give a path`,
  );
}
