import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type Environment, runCommand } from './command.js';

const LABEL = 'nemo-eval-action.run';
const IMAGES = 'nemo-eval-action/nemo-eval-probe';
/** Of all calls together it must leave the runner time for the rest of the post step. */
const TIMEOUT = 5_000;

/** A container, and its image of no content, by which the engine is asked what it can do. */
export interface Probe {
  /** Of the container. */
  name: string;
  image: string;
  /** Options for `docker run` and `docker create`, by which the post step finds it where the step is killed. */
  options: readonly string[];
}

/** @param runDir the run's own folder, whose name no other run on this engine has. */
export function newProbe(runDir: string): Probe {
  const own = randomBytes(12).toString('hex');
  const run = path.basename(runDir);
  const name = `nemo-eval-probe-${own}`;
  return { name, image: `${IMAGES}-${run}-${own}`, options: ['--name', name, '--label', `${LABEL}=${run}`] };
}

/** Removes what probes of a run have left: one that is killed cannot clean up behind itself. An engine that is not there has none. */
export async function removeProbes(runDir: string, env: Environment): Promise<void> {
  const run = path.basename(runDir);
  const quick = { env, timeout: TIMEOUT };
  const containers = await runCommand(
    'docker',
    ['ps', '--all', '--quiet', '--filter', `label=${LABEL}=${run}`],
    quick,
  );
  if (containers.code !== 0) return;
  const ids = wordsOf(containers.stdout);
  if (ids.length > 0) await runCommand('docker', ['rm', '-f', ...ids], quick);
  const images = await runCommand(
    'docker',
    ['images', '--quiet', '--filter', `reference=${IMAGES}-${run}-*`],
    quick,
  );
  const left = wordsOf(images.stdout);
  if (left.length > 0) await runCommand('docker', ['rmi', '-f', ...left], quick);
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);
