import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CollectInputs } from '../../../src/collect-inputs.js';
import type {
  FinishedResult,
  InvocationFinisher,
  Look,
  SharedArtifacts,
} from '../../../src/collecting/open/finisher.js';
import { openReportingOf } from '../../../src/collecting/open/reporting-of.js';
import { ConfigError, type ErrorState, InfrastructureError } from '../../../src/errors.js';
import { uploadNamed } from '../../../src/github/open-artifacts.js';
import type { ComparisonRun } from '../../../src/judging/report-comparison.js';
import type { FinalState } from '../../../src/outputs.js';
import { buildResultJson, type RunReport } from '../../../src/report/result-json.js';
import { postResults } from '../../../src/reporting/post-results.js';

const BASELINE = 'eval_results.baseline';

/** A cluster of which a file says how each invocation is. */
export interface StubCluster {
  /** By invocation; others have ended. */
  looks?: Record<string, Look['state']>;
  /** What the fault of a look is that failed. */
  unknownIs?: ErrorState;
  /** What fails, and with which error. */
  fails?: Partial<Record<'look' | 'cancel' | 'finish' | 'report', 'config' | 'infrastructure'>>;
  /** Milliseconds that fetching takes. */
  finishMs?: number;
  verdict?: 'GO' | 'NO-GO';
}

/**
 * Plays the part of an executor: results are written as a record's files, and told to check and pull request by the code
 * that all actions share. Each call is a line of a file, `<process> <method> <invocation>`.
 */
export function stubFinisher(
  run: Pick<ComparisonRun, 'context' | 'log' | 'rememberCheck'>,
  inputs: CollectInputs,
  dir: string,
): InvocationFinisher {
  const file = path.join(dir, 'cluster.json');
  const cluster = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as StubCluster;
  const call = (method: keyof NonNullable<StubCluster['fails']>, invocation: string): void => {
    appendFileSync(path.join(dir, 'calls'), `${run.context.runId} ${method} ${invocation}\n`);
    const fails = cluster.fails?.[method];
    if (fails === 'config') throw new ConfigError(`the stub refuses to ${method}`);
    if (fails === 'infrastructure') throw new InfrastructureError(`the stub cannot ${method}`);
  };
  const report = (state: FinalState, id: string): RunReport => ({
    state,
    invocation: { id, executor: 'slurm', launcherVersion: '0.2.6', attempt: 1 },
    verdict: cluster.verdict ?? 'GO',
    candidate: { model: 'm', sha: null, ref: null, runId: null },
    tasks: [],
    findings: [],
  });
  return {
    async look(records) {
      const ids = records.map(({ record }) => record.invocation_id);
      call('look', ids.join(','));
      return new Map(
        ids.map((id) => {
          const state = cluster.looks?.[id] ?? 'ended';
          const error = state === 'unknown' ? cluster.unknownIs : undefined;
          return [id, { state, shown: `stub: ${state}`, ...(error ? { error } : {}) }];
        }),
      );
    },
    async cancel({ record }) {
      call('cancel', record.invocation_id);
    },
    async finish({ record }, folder, { timedOut }) {
      call('finish', record.invocation_id);
      await new Promise((resolve) => setTimeout(resolve, cluster.finishMs ?? 0));
      const result = buildResultJson(report(timedOut ? 'timeout' : 'success', record.invocation_id));
      writeFileSync(path.join(folder, 'result.json'), JSON.stringify(result));
    },
    async report(open, result, shared) {
      call('report', open.record.invocation_id);
      await uploadFiles(open.record.invocation_id, result, shared);
      const { state } = JSON.parse(readFileSync(path.join(result.dir, 'result.json'), 'utf8')) as {
        state: FinalState;
      };
      const reporting = await openReportingOf(run, open, inputs, (text) => text);
      const told = report(state, open.record.invocation_id);
      const judgement = { failOn: inputs.failOn };
      const posted = await postResults(reporting, {
        report: told,
        judgement,
        showItems: false,
        cancelled: false,
      });
      return { state, verdict: cluster.verdict ?? 'GO', fails: state !== 'success', ...posted };
    },
    async keep({ record }, { dir, isOwn, createdAt }, shared) {
      const { invocation_id: id } = record;
      if (!isOwn && (await shared.findRecord([BASELINE], id, createdAt))) return [];
      await uploadNamed({ name: BASELINE, root: dir, files: [path.join(dir, 'result.json')] });
      return [];
    },
  };
}

/** The files of an evaluation, as the real finishers upload them: all that they left, under a name of its own. */
async function uploadFiles(
  invocation: string,
  result: FinishedResult,
  shared: SharedArtifacts,
): Promise<void> {
  const name = `eval_results-${invocation}`;
  if (!result.isOwn && (await shared.find(name))) return;
  const files = [path.join(result.dir, 'result.json')];
  const own = await uploadNamed({ name, root: result.dir, files });
  if (own !== undefined) await shared.settle(name, own);
}
