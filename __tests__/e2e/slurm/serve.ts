import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findFreePorts } from '../../../src/launcher/ports.js';
import { findNode } from '../../../tools/local-runner/node-path.js';
import { ROOT } from '../world.js';
import { launcherConfig, type Scenario } from './cluster.js';

/** How a deployed model behaves: see `deployed/server.mjs`. */
export type Behaviour = Record<string, unknown>;

export interface Served {
  tasks: string[];
  behaviour?: Behaviour;
  execution?: Record<string, unknown>;
  deployment?: Record<string, unknown>;
  evaluation?: Record<string, unknown>;
}

/** What the server is made of, beside a Node. */
const SOURCES = ['__tests__/e2e/deployed/server.mjs', 'demo/arithmetic-model.js'];
/** What a config with a deployment must not have. */
export const NO_ENDPOINT = { model: '', 'endpoint-url': '' };

/** A config that serves a checkpoint with the tests' server, for which processors will do, in the evaluation image. */
export async function servedConfig(
  scenario: Scenario,
  { tasks, behaviour = {}, execution = {}, deployment = {}, evaluation = {} }: Served,
): Promise<string> {
  const [port] = await findFreePorts(1);
  const { checkpoint, server } = placeFiles(scenario, behaviour);
  const config = JSON.parse(
    launcherConfig(
      scenario,
      tasks,
      { endpoint_readiness_timeout: 120, mounts: { deployment: { [server]: '/server:ro' } }, ...execution },
      {
        ...{ type: 'generic', image: scenario.lab.image, checkpoint_path: checkpoint, port },
        command: `/server/node /server/${SOURCES[0]} /checkpoint --port ${port}`,
        served_model_name: 'tiny',
        endpoints: { chat: '/v1/chat/completions', health: '/health' },
        ...deployment,
      },
    ),
  );
  return JSON.stringify({ ...config, evaluation: { ...config.evaluation, ...evaluation } });
}

/** The launcher mounts folders only, and the repository's may be closed to the login. */
function placeFiles({ lab, name }: Scenario, behaviour: Behaviour): { checkpoint: string; server: string } {
  const server = path.join(lab.cluster.places.dir, 'server');
  const copy = (from: string, to: string): void => {
    mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 });
    copyFileSync(from, to);
    chmodSync(to, 0o755);
  };
  if (!placed.has(server)) {
    copy(findNode(), path.join(server, 'node'));
    for (const file of SOURCES) copy(path.join(ROOT, file), path.join(server, file));
    writeFileSync(path.join(server, 'package.json'), '{"type":"module"}');
    placed.add(server);
  }
  const checkpoint = path.join(lab.cluster.places.dir, 'checkpoints', name);
  mkdirSync(checkpoint, { recursive: true, mode: 0o755 });
  const model = { name: 'tiny', quality: 'good', ...behaviour };
  writeFileSync(path.join(checkpoint, 'model.json'), JSON.stringify(model));
  return { checkpoint, server };
}

/** Places of the server that this process has filled. */
const placed = new Set<string>();
