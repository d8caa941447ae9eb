import { rmSync } from 'node:fs';
import path from 'node:path';
import { type ListedArtifact, StoreRefusal, type WorkflowRun } from '../../baseline/record-store.js';
import type { OpenStore } from '../../github/open-artifacts.js';
import { makeFolders } from '../../make-folders.js';
import { hoursSince } from '../../open-records/age.js';
import { readOpenRecord } from '../../open-records/read-open-record.js';
import { RecordRefusal } from '../../open-records/record.js';
import {
  type Allowed,
  type RunRules,
  refuseOtherPlaces,
  refuseOtherRuns,
  whyResultNotTrusted,
  whyRunNotTrusted,
} from '../../open-records/trust.js';
import { MOST_ZIP_BYTES, unpackOpenRecord } from '../../open-records/unpack-open-record.js';
import type { AdmittedRecord } from './finisher.js';

/** By whose word a collector goes. */
export interface Gatekeeper {
  store: OpenStore;
  rules: RunRules;
  allowed: Allowed;
  /** Path of the collecting workflow's file; absent where it is not known. */
  collector?: string;
  /** This run. */
  runId: number;
  now: Date;
  /** Where artifacts are downloaded to. */
  dir: string;
}

/** What became of one artifact that says it is a record. */
export type Admission =
  | { admitted: AdmittedRecord; dropped: string[] }
  /** Of a run that may say nothing here. */
  | { ignored: string }
  /** Of a run that may, and not what a record may be. */
  | { refused: string }
  /** Another collector has closed it since it was listed. */
  | { gone: true };

/** Decides which artifacts count. Runs are asked for once. */
export class Admissions {
  readonly #runs = new Map<number, Promise<WorkflowRun | undefined>>();

  constructor(readonly gate: Gatekeeper) {}

  /** @throws StoreRefusal where GitHub could not be asked. */
  async admit(artifact: ListedArtifact, invocationId: string): Promise<Admission> {
    const { rules, allowed, now } = this.gate;
    const asked = await this.#runOf(artifact);
    if (typeof asked === 'string') return { ignored: asked };
    const why = whyRunNotTrusted(asked, rules);
    if (why !== undefined) return { ignored: why };
    try {
      const { record, dropped } = readOpenRecord(await this.#download(artifact));
      refuseOtherRuns(record, asked, invocationId);
      refuseOtherPlaces(record, allowed);
      const attempt = Number(record.tag.split('/')[3]);
      const ageHours = hoursSince(artifact.createdAt, now);
      return { admitted: { record, artifact, run: asked, attempt, ageHours }, dropped };
    } catch (error) {
      if (error instanceof RecordRefusal) return { refused: error.message };
      if (!(error instanceof StoreRefusal)) throw error;
      if (error.kind === 'expired') return { gone: true };
      if (error.kind === 'broken') return { refused: error.message };
      throw error;
    }
  }

  /** The run of a result that counts; undefined for any other. @throws StoreRefusal */
  runOfResult = async (artifact: ListedArtifact): Promise<WorkflowRun | undefined> => {
    const { rules, collector } = this.gate;
    const asked = await this.#runOf(artifact);
    if (typeof asked === 'string' || whyResultNotTrusted(asked, rules, collector) !== undefined)
      return undefined;
    return asked;
  };

  /** Whether a run is of a fork, which the list of artifacts tells already: forks are to cost no request. */
  isForeign({ headRepositoryId }: NonNullable<ListedArtifact['run']>): boolean {
    return headRepositoryId !== undefined && headRepositoryId !== this.gate.rules.repositoryId;
  }

  /** @returns in words why the run cannot be asked for. */
  async #runOf({ run }: ListedArtifact): Promise<WorkflowRun | string> {
    const { store } = this.gate;
    if (!run) return 'its run is gone';
    if (this.isForeign(run)) return 'its run is of another repository';
    const known = this.#runs.get(run.id) ?? store.getRun(run.id);
    this.#runs.set(run.id, known);
    return (await known) ?? 'its run is gone';
  }

  async #download(artifact: ListedArtifact): Promise<string> {
    const { store, dir } = this.gate;
    if (artifact.sizeBytes > MOST_ZIP_BYTES)
      throw new RecordRefusal(`it has ${artifact.sizeBytes} bytes, and ${MOST_ZIP_BYTES} is the most`);
    const zip = path.join(dir, `open-${artifact.id}.zip`);
    makeFolders(dir, 0o700);
    try {
      await store.download(artifact, zip);
      return await unpackOpenRecord(zip);
    } finally {
      rmSync(zip, { force: true });
    }
  }
}
