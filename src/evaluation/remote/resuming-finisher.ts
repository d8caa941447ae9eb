import { collectedName } from '../../baseline/collected-records.js';
import { recordName } from '../../baseline/request.js';
import type {
  AdmittedRecord,
  FinishedResult,
  InvocationFinisher,
  Look,
  Reported,
  SharedArtifacts,
} from '../../collecting/open/finisher.js';
import type { MissedPost } from '../../github/posting.js';
import type { Session } from '../session.js';
import { largeArtifactName } from '../upload-results.js';
import { keepResumed, keepsRecord, type Resumed, readResumed, reportResumed } from './finish-resumed.js';
import type { Resumer } from './resume-session.js';

/** What the finishers of all executors do alike: they report and keep what this process or another has finished. */
export abstract class ResumingFinisher implements InvocationFinisher {
  /** What this process has finished or reported, by invocation. */
  readonly #resumed = new Map<string, Resumed>();

  constructor(protected readonly resumer: Resumer) {}

  abstract look(records: readonly AdmittedRecord[]): Promise<ReadonlyMap<string, Look>>;
  abstract cancel(open: AdmittedRecord): Promise<void>;

  async finish(open: AdmittedRecord, dir: string): Promise<void> {
    this.#resumed.set(open.record.invocation_id, await this.conclude(open, dir));
  }

  async report(open: AdmittedRecord, result: FinishedResult, shared: SharedArtifacts): Promise<Reported> {
    const id = open.record.invocation_id;
    const own = result.isOwn ? this.#resumed.get(id) : undefined;
    // Whoever finished it may have uploaded its files before it was killed: then there is nothing to fetch them for.
    const name = largeArtifactName(open.record);
    const standing = own || name === undefined ? undefined : await shared.find(name);
    const resumed =
      own ?? (await readResumed(await this.resume(open, result, standing === undefined), result));
    this.#resumed.set(id, resumed);
    resumed.session.sharing = {
      ...shared,
      run: this.resumer.run.context,
      missed: [],
      ...(standing ? { standing } : {}),
    };
    return reportResumed(this.resumer, open, resumed);
  }

  async keep(
    open: AdmittedRecord,
    { isOwn, createdAt }: FinishedResult,
    shared: SharedArtifacts,
  ): Promise<readonly MissedPost[]> {
    const { invocation_id: id, wishes } = open.record;
    const resumed = this.#resumed.get(id);
    if (!resumed || !keepsRecord(resumed.session)) return [];
    const { artifact_name: name } = wishes;
    const names = [recordName(name), collectedName(name, id)];
    // Whoever has finished it may have been killed once its record was kept.
    const kept = isOwn ? undefined : await shared.findRecord(names, id, createdAt);
    if (!kept) return keepResumed(resumed.session);
    resumed.session.log.info(`baseline record: kept before, as ${kept.name} (id ${kept.id})`);
    return [];
  }

  /** Fetches and judges what an invocation left, into a folder that is there. */
  protected abstract conclude(open: AdmittedRecord, dir: string): Promise<Resumed>;

  /** A session over what another process had finished. @param wantsFiles whether its files are to be uploaded. */
  protected abstract resume(
    open: AdmittedRecord,
    result: FinishedResult,
    wantsFiles: boolean,
  ): Promise<Session>;
}
