import { readFileSync } from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ID } from '../../tools/local-runner/repository.js';
import { REPOSITORY } from './run-workflow.js';
import { type Example, type Finished, modelConfig, runExample, type World } from './world.js';

/** The policy that the examples name eval/gate.yaml. */
export const GATE = readFileSync(path.join(import.meta.dirname, '../../examples/policies/gate.yaml'), 'utf8');

/** A pull request whose head moves the model under test to another one. */
export interface Pull {
  head: string;
  /** What GitHub tests of it. */
  merge: string;
  run(file: string, more?: Partial<Example>): Promise<Finished>;
}

/** Opens a pull request, or pushes to it where it is there. @param fork where the branch lies. */
export function openPull(
  world: World,
  number: number,
  branch: string,
  model: string,
  fork?: { id: number; full_name: string },
): Pull {
  const { clone, services, repository } = world;
  const head = clone.commit(branch, modelConfig(model));
  const merge = clone.mergeIntoMain(branch);
  const repo = fork ?? { id: REPOSITORY_ID, full_name: REPOSITORY };
  const owner = repo.full_name.split('/')[0]!;
  const known = services.rest.pulls.find((pull) => pull.number === number);
  if (known) known.head.sha = head;
  else {
    services.rest.pulls.push({
      number,
      state: 'open',
      head: { owner, ref: branch, sha: head },
      base: 'main',
    });
    services.rest.addIssue({ number, isPull: true });
  }
  const base = repository.branches.get('main')!;
  return {
    head,
    merge,
    run: (file, more = {}) =>
      runExample(world, {
        file,
        event: 'pull_request',
        payload: {
          number,
          pull_request: {
            number,
            head: { sha: head, ref: branch, repo },
            base: { sha: base, ref: 'main', repo: { id: REPOSITORY_ID, full_name: REPOSITORY } },
          },
        },
        commit: merge,
        ref: `refs/pull/${number}/merge`,
        head: { sha: head, branch, repository: repo },
        ...more,
      }),
  };
}
