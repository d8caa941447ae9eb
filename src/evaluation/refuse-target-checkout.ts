import { ConfigError } from '../errors.js';
import { localHistory } from '../github/git.js';
import type { Inputs } from '../inputs.js';
import type { Session } from './session.js';

/**
 * A `pull_request_target` run has the secrets of the base repository, and what is checked out decides what is run with
 * them: the head of a pull request may be anybody's code.
 * @throws ConfigError where the head, or a merge of it, is checked out and the user has not opted in.
 */
export async function refuseTargetCheckout({ context, env }: Session, inputs: Inputs): Promise<void> {
  const { event, workspace } = context;
  const head = event.pullRequest?.headSha;
  if (event.name !== 'pull_request_target' || !head || inputs.allowPullRequestTarget) return;
  const history = localHistory(workspace, env);
  const checkedOut = await history.head();
  if (checkedOut === undefined) return;
  const parents = (await history.parents(checkedOut)) ?? [];
  if (checkedOut !== head && !parents.includes(head)) return;
  throw new ConfigError(
    'the code of the pull request is checked out in a pull_request_target run, where it would get the secrets of this repository: use pull_request with a workflow_run that reports, or set allow-pull-request-target to true if you have reviewed what it can do',
  );
}
