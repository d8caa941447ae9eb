import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.js';
import { bestOf, isRecordOf, listCollected, type Opened, readOrigin } from './collected-records.js';
import { describe, expiry, newest } from './describe-record.js';
import { readRecordState, whyNotGood } from './judge-record.js';
import { type Measured, short } from './measured-commit.js';
import { type ListedArtifact, type RecordStore, StoreRefusal, type WorkflowRun } from './record-store.js';
import type { BaselineRequest, FinderName, FoundBaseline } from './request.js';
import { recordName } from './request.js';
import { TRUSTED_EVENTS, whyNotTrusted } from './trust-run.js';

/** A run that may have left a record: found by its artifact, or by itself. */
export interface Candidate {
  runId: number;
  headSha: string;
  headBranch: string;
  artifact?: ListedArtifact;
}

/** Pages of 100 records that are looked through. */
const MOST_PAGES = 3;
/** A search costs seconds of a step that has yet to start: what is asked one by one is counted. */
const BUDGET = { runs: 60, listings: 10, downloads: 40 };

/** One search: what it asks GitHub is asked once, and counted. */
export class Search {
  readonly warnings: string[] = [];
  /** Why records that a finder would have liked better did not serve, though it found one. */
  readonly passedOver: string[] = [];
  /** Whether a record whose run counts was there, though it may not serve. */
  hasSeenRecord = false;
  /** Whether a record was there that does not serve: this is not the first run. */
  hasRefused = false;
  /** Records that were looked into; those whose run does not count are none. */
  looks = 0;
  readonly #left = { ...BUDGET };
  readonly #runs = new Map<number, WorkflowRun | undefined>();
  readonly #looked = new Set<number>();
  #listed: Promise<{ candidates: Candidate[]; complete: boolean }> | undefined;
  #onBranch: Promise<Candidate[]> | undefined;
  #workflow: Promise<string | undefined> | undefined;

  constructor(
    readonly request: BaselineRequest,
    readonly measured: Measured,
    readonly store: RecordStore,
    /** Further branches, or tags, whose records count. */
    readonly also: readonly string[] = [],
  ) {}

  /** Branches whose records count: for what a change descends from, the default branch is as good as the base. */
  branches(): string[] {
    const { baseBranch, defaultBranch } = this.measured;
    return [baseBranch, ...(defaultBranch ? [defaultBranch] : []), ...this.also];
  }

  /** Runs with a record, newest first; `complete`: there are no others. */
  listed(): Promise<{ candidates: Candidate[]; complete: boolean }> {
    this.#listed ??= this.#list();
    return this.#listed;
  }

  async #list(): Promise<{ candidates: Candidate[]; complete: boolean }> {
    const name = recordName(this.request.artifactName);
    const found = new Map<number, Candidate>();
    for (let page = 1; page <= MOST_PAGES; page++) {
      const { artifacts, total } = await this.store.listArtifacts(name, page);
      for (const artifact of [...artifacts].sort((a, b) => b.id - a.id)) {
        const candidate = this.#candidateOf(artifact);
        // With re-runs the newest record of a run is the one that counts.
        if (candidate && !found.has(candidate.runId)) found.set(candidate.runId, candidate);
      }
      const candidates = [...found.values()];
      if (artifacts.length === 0 || page * 100 >= total) return { candidates, complete: true };
      if (candidates.some(({ headBranch }) => headBranch === this.measured.baseBranch))
        return { candidates, complete: false };
    }
    return { candidates: [...found.values()], complete: false };
  }

  /** What the list alone rules out costs nothing; the run itself is asked later. */
  #candidateOf(artifact: ListedArtifact): Candidate | undefined {
    const { run } = artifact;
    if (!run || run.id === this.request.runId) return undefined;
    const home = this.request.place.event.repositoryId ?? run.repositoryId;
    if (run.headRepositoryId !== undefined && home !== undefined && run.headRepositoryId !== home)
      return undefined;
    if (!this.branches().includes(run.headBranch)) return undefined;
    return { runId: run.id, headSha: run.headSha, headBranch: run.headBranch, artifact };
  }

  /** Runs of the workflow on the base branch, newest first: for repositories with more records than are looked through. */
  onBranch(): Promise<Candidate[]> {
    this.#onBranch ??= Promise.all(
      TRUSTED_EVENTS.map((event) => this.runs({ branch: this.measured.baseBranch, event })),
    ).then((lists) => lists.flat().sort((a, b) => b.runId - a.runId));
    return this.#onBranch;
  }

  async runs(filter: { branch?: string; event?: string; headSha?: string }): Promise<Candidate[]> {
    const workflow = await this.workflow();
    if (workflow === undefined) return [];
    const runs = await this.store.listRuns({ workflow, ...filter });
    for (const run of runs) this.#runs.set(run.id, run);
    return runs
      .filter((run) => run.id !== this.request.runId && this.#whyNotTrusted(run, workflow) === undefined)
      .map(({ id, headSha, headBranch }) => ({ runId: id, headSha, headBranch }));
  }

  /** The workflow whose records count; undefined where nothing tells. */
  workflow(): Promise<string | undefined> {
    const { workflow, runId } = this.request;
    this.#workflow ??=
      workflow !== undefined || runId === undefined
        ? Promise.resolve(workflow)
        : this.store.getRun(runId).then((run) => run?.workflow);
    return this.#workflow;
  }

  #whyNotTrusted(run: WorkflowRun, workflow: string): string | undefined {
    const { repositoryId } = this.request.place.event;
    return whyNotTrusted(run, {
      ...(repositoryId === undefined ? {} : { repositoryId }),
      workflow,
      branches: this.branches(),
    });
  }

  /** Whether a run was looked at, by any finder: it does not serve, or the search would be over. */
  isLookedAt = ({ runId }: Candidate): boolean => this.#looked.has(runId);

  /** The baseline that a candidate gives, or one line on why it gives none. @throws StoreRefusal where all would fail */
  async look(candidate: Candidate, finder: FinderName): Promise<FoundBaseline | string> {
    const { runId } = candidate;
    this.#looked.add(runId);
    const name = `run ${runId} (${short(candidate.headSha)})`;
    if (candidate.artifact?.expired) {
      this.hasSeenRecord = true;
      return `the record of ${name} ${expiry(candidate.artifact)}`;
    }
    const workflow = await this.workflow();
    if (workflow === undefined) return 'which workflow this is cannot be told: set baseline-workflow';
    const run = await this.#run(runId);
    if (typeof run === 'string') return run;
    const distrust = this.#whyNotTrusted(run, workflow);
    if (distrust) return `the record of ${name} does not count: ${distrust}`;
    const artifact = candidate.artifact ?? (await this.#recordOf(runId));
    if (artifact === undefined) return `${name} left no record`;
    if (typeof artifact === 'string') return artifact;
    this.hasSeenRecord = true;
    this.looks += 1;
    if (artifact.expired) return `the record of ${name} ${expiry(artifact)}`;
    const first = await this.#open(artifact);
    if ('reason' in first) return `the record of ${name} ${first.reason}`;
    const { artifact: chosen, dir, state, bad } = await this.#choose(first, runId);
    if (state === undefined || bad !== undefined) {
      this.hasRefused = true;
      rmSync(dir, { recursive: true, force: true });
      return `the record of ${name} does not serve: ${bad}`;
    }
    if (state.verdict === 'NO-GO')
      this.warnings.push(
        `the baseline, ${name}, was itself NO-GO against its own: that regression has landed`,
      );
    return { finder, ...describe(run, chosen, this.request.now), dir };
  }

  async #open(artifact: ListedArtifact): Promise<Opened | { reason: string }> {
    const fetched = await this.#fetch(artifact);
    if ('reason' in fetched) return fetched;
    if (isRecordOf(fetched.path, this.request.invocationId)) return { reason: 'is of this very evaluation' };
    const opened = { artifact, dir: fetched.path };
    const state = readRecordState(fetched.path);
    if (typeof state === 'string') return { ...opened, bad: `cannot be read: ${state}` };
    const bad = whyNotGood(state, this.measured.kind === 'change');
    return { ...opened, state, ...(bad === undefined ? {} : { bad }) };
  }

  /** Of several records of a collector's run the one that serves best. */
  async #choose(first: Opened, runId: number): Promise<Opened> {
    if (!readOrigin(first.dir, runId) || this.#left.listings-- <= 0) return first;
    const all = [first];
    for (const artifact of await listCollected(this.store, runId, this.request.artifactName)) {
      const opened = await this.#open(artifact);
      if ('dir' in opened) all.push(opened);
    }
    const chosen =
      bestOf(all, { runId, commit: this.measured.commit?.sha, snapshot: this.request.snapshot }) ?? first;
    for (const one of all) if (one !== chosen) rmSync(one.dir, { recursive: true, force: true });
    return chosen;
  }

  async #run(id: number): Promise<WorkflowRun | string> {
    if (!this.#runs.has(id)) {
      if (this.#left.runs-- <= 0) return `no more than ${BUDGET.runs} runs are looked at`;
      this.#runs.set(id, await this.store.getRun(id));
    }
    return this.#runs.get(id) ?? `run ${id} is gone`;
  }

  async #recordOf(runId: number): Promise<ListedArtifact | string | undefined> {
    if (this.#left.listings-- <= 0) return `no more than ${BUDGET.listings} runs are asked for a record`;
    const found = await this.store.listRunArtifacts(runId, recordName(this.request.artifactName));
    return newest(found);
  }

  async #fetch(artifact: ListedArtifact): Promise<{ path: string } | { reason: string }> {
    if (this.#left.downloads-- <= 0)
      return { reason: `was not fetched: no more than ${BUDGET.downloads} are` };
    try {
      return { path: await fetchRecord(this.store, artifact, this.request.dir) };
    } catch (error) {
      if (error instanceof StoreRefusal && error.kind === 'permission') throw error;
      return { reason: messageOf(error) };
    }
  }
}

/** Downloads and unpacks a record. @throws StoreRefusal with a reason that goes on after "the record". */
export async function fetchRecord(
  store: Pick<RecordStore, 'download'>,
  artifact: ListedArtifact,
  dir: string,
): Promise<string> {
  const zip = path.join(dir, `artifact-${artifact.id}.zip`);
  const folder = path.join(dir, `record-${artifact.id}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  try {
    await store.download(artifact, zip);
    const { unpackRecord } = await import('./unpack-record.js');
    await unpackRecord(zip, folder);
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!(error instanceof StoreRefusal) || error.kind !== 'broken') throw error;
    throw new StoreRefusal('broken', `cannot be unpacked: ${error.message}`);
  } finally {
    rmSync(zip, { force: true });
  }
}
