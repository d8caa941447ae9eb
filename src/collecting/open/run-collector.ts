import path from 'node:path';
import { isEnterpriseServer } from '../../baseline/explicit.js';
import { workflowPath } from '../../baseline/trust-run.js';
import type { CollectInputs } from '../../collect-inputs.js';
import { ActionError, ConfigError, messageOf } from '../../errors.js';
import { requireArtifactService } from '../../github/artifacts.js';
import { openArtifacts, uploadNamed } from '../../github/open-artifacts.js';
import { connectGitHub } from '../../github/rest.js';
import { type ComparisonRun, write } from '../../judging/report-comparison.js';
import { whyEventNotTrusted } from '../../open-records/trust.js';
import type { SubmittedInputs } from '../../submitted-inputs.js';
import type { Gatekeeper } from './admission.js';
import { collectSubmitted } from './collect-submitted.js';
import type { CollectedAll, Collector } from './collector.js';
import { type Outcome, totalOf } from './outcome.js';
import { renderOutcomes } from './render-outcomes.js';

export type SubmittedCollectInputs = CollectInputs & { submitted: SubmittedInputs };

/**
 * The collect action in the mode `submitted`: what other jobs have submitted is looked at, and what has ended is finished.
 * @param stop aborted as the job is cancelled: what is under way has seconds, and what comes after stays open.
 * @returns whether the step succeeded. Whatever happens, outputs are set.
 */
export async function finishSubmitted(
  run: ComparisonRun,
  inputs: SubmittedCollectInputs,
  finisherOf: Collector['finisherOf'],
  stop: AbortSignal,
): Promise<boolean> {
  const { log, outputs, context } = run;
  let all: CollectedAll = { outcomes: [], problems: [] };
  let failure: ActionError | undefined;
  try {
    all = await collectSubmitted({ ...(await openCollector(run, inputs, finisherOf)), stop });
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    failure = error;
  }
  const { outcomes, problems, cancelled } = all;
  const beside = problems.length > 0 ? 'config-error' : cancelled ? 'cancelled' : undefined;
  const total = totalOf(outcomes, failure?.state ?? beside);
  const summary = renderOutcomes(outcomes, `${context.serverUrl}/${context.repository}`);
  const ids = (...kinds: Outcome['kind'][]): string =>
    outcomes
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ invocationId }) => invocationId)
      .join('\n');
  outputs.set('state', total.state);
  outputs.set('verdict', total.verdict);
  outputs.set('finished_invocations', ids('finished'));
  outputs.set('open_invocations', ids('open', 'elsewhere', 'failed'));
  const [only, ...more] = outcomes.filter((one) => one.kind === 'finished');
  outputs.set('check_url', only && more.length === 0 ? only.checkUrl : '');
  outputs.set('comment_url', only && more.length === 0 ? only.commentUrl : '');
  try {
    outputs.set('summary_path', write(run, 'summary.md', summary));
  } catch (error) {
    log.warn(`summary.md could not be written: ${messageOf(error)}`);
  }
  outputs.complete();
  if (inputs.summary && !failure) await log.summary(summary);
  for (const outcome of outcomes)
    if (outcome.kind === 'failed') log.error(`${outcome.invocationId}: ${outcome.shown}`);
  for (const problem of problems) log.error(problem);
  if (cancelled) log.error('the step was cancelled: what it was not done with stays open');
  if (failure) log.error(failure.message, failure.location);
  return !total.fails;
}

async function openCollector(
  run: ComparisonRun,
  { submitted, githubToken: token }: SubmittedCollectInputs,
  finisherOf: Collector['finisherOf'],
): Promise<Omit<Collector, 'stop'>> {
  const { context, env, log, dir } = run;
  const { repository, apiUrl, serverUrl } = context;
  if (isEnterpriseServer(serverUrl))
    throw new ConfigError(
      `input mode is submitted: a GitHub Enterprise Server (${serverUrl}) has no artifacts that can be read here; let the evaluation wait`,
    );
  if (token === '')
    throw new ConfigError(
      'input github-token is empty: records are found, and deleted, with it; leave it at its default',
    );
  if (!/^\d+$/.test(context.runId) || repository === '')
    throw new ConfigError(
      'input mode is submitted, and this is no run of GitHub Actions: there are no records',
    );
  requireArtifactService(env);
  const store = openArtifacts(await connectGitHub({ token, repository, apiUrl, log }));
  return {
    gate: await openGate(store, context, submitted, path.join(dir, 'records')),
    ...(submitted.invocation === undefined ? {} : { invocation: submitted.invocation }),
    maxAgeHours: submitted.maxAgeHours,
    finisherOf,
    upload: (name, root, files) => uploadNamed({ name, root, files }),
    log,
    dir: path.join(dir, 'submitted'),
  };
}

/** @throws ConfigError where nothing tells whose records count. */
async function openGate(
  store: Gatekeeper['store'],
  { event, workflowRef, runId }: ComparisonRun['context'],
  { workflows, pullRequests, allowed }: SubmittedInputs,
  dir: string,
): Promise<Gatekeeper> {
  const collector = workflowPath(undefined, workflowRef);
  const counting = workflows.length > 0 ? workflows : collector === undefined ? [] : [collector];
  if (event.repositoryId === undefined || counting.length === 0)
    throw new ConfigError(
      'nothing tells which repository and workflow this is, and so whose records count: give the input workflow, in a run of GitHub Actions',
    );
  const rules = { repositoryId: event.repositoryId, workflows: counting, pullRequests };
  const why = whyEventNotTrusted(event.name, rules);
  if (why !== undefined)
    throw new ConfigError(
      `no other collector could count on what this one finishes, since ${why}: run collect on schedule, workflow_run, workflow_dispatch or push`,
    );
  return {
    store,
    rules,
    allowed,
    ...(collector === undefined ? {} : { collector }),
    runId: Number(runId),
    now: new Date(),
    dir,
  };
}
