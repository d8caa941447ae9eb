import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isEnterpriseServer } from './baseline/explicit.js';
import { NO_HISTORY } from './baseline/history.js';
import { findMeasuredCommit } from './baseline/measured-commit.js';
import { connectGitHub } from './github/rest.js';
import { runRecords } from './github/run-records.js';
import { PINNED_LAUNCHER, type ReadInput } from './inputs.js';
import { requestOf } from './judging/find-baseline.js';
import type { ComparisonRun } from './judging/report-comparison.js';
import { toFailure } from './judging/to-failure.js';
import { loadPlanInputs, type PlanInputs } from './plan-inputs.js';
import { requestsBySize } from './planning/benchmark-requests.js';
import { adviseOn, describePlan } from './planning/describe-plan.js';
import { estimateCosts } from './planning/estimate-costs.js';
import { type FoundDurations, findDurations } from './planning/find-durations.js';
import { slugOf, splitTasks, toMatrix } from './planning/split-tasks.js';

export type PlanRun = Omit<ComparisonRun, 'rememberCheck'> & {
  /** The folder that holds action.yml. */
  actionDir: string;
};

/**
 * The plan action: a list of tasks → what they took in earlier records → legs of about equal cost, for strategy.matrix.
 * @returns whether the step succeeded. Whatever happens, outputs are set.
 */
export async function planLegs(run: PlanRun, read: ReadInput): Promise<boolean> {
  const { log, outputs } = run;
  try {
    const inputs = loadPlanInputs(read);
    const { durations, problems } = await lookForDurations(run, inputs);
    for (const problem of problems) log.warn(`the split may be less even: ${problem}`);
    const list = path.join(run.actionDir, 'requirements', `tasks-${PINNED_LAUNCHER}.json`);
    const costs = estimateCosts(
      inputs.tasks,
      durations,
      requestsBySize(() => readFileSync(list, 'utf8'), path.basename(list)),
    );
    const legs = splitTasks(costs.tasks, inputs.legs);
    log.group('Plan', describePlan(costs, legs));
    for (const note of adviseOn(costs, legs, inputs.legs)) log.info(note);
    outputs.set('matrix', toMatrix(legs));
    outputs.set('legs', String(legs.length));
    outputs.set('expected', legs.map(slugOf).join('\n'));
    if (costs.unit === 'seconds') outputs.set('longest_seconds', String(Math.ceil(legs[0]!.cost)));
    outputs.set('state', 'success');
    return true;
  } catch (error) {
    const { state, message, location } = toFailure(error);
    outputs.set('state', state);
    log.error(message, location);
    return false;
  } finally {
    outputs.complete();
  }
}

async function lookForDurations(run: PlanRun, inputs: PlanInputs): Promise<FoundDurations> {
  const { context, env, log, dir } = run;
  const { artifactName, githubToken: token, tasks } = inputs;
  const { repository, apiUrl, serverUrl } = context;
  if (token === '' || repository === '' || isEnterpriseServer(serverUrl)) {
    const why = token === '' ? 'there is no token' : 'records cannot be read here';
    log.info(`${why}: tasks are split by their sizes`);
    return { durations: new Map(), problems: [] };
  }
  const place = { inputs, context, env, log, token, artifactName, dir: path.join(dir, 'records') };
  const request = requestOf(place, { kind: 'auto' });
  const { baseBranch, defaultBranch = baseBranch } = await findMeasuredCommit(request.place, NO_HISTORY);
  const github = await connectGitHub({ token, repository, apiUrl, log });
  return findDurations(tasks, request, [baseBranch, defaultBranch], runRecords(github));
}
