import { createHash } from 'node:crypto';
import { spreadPorts, tagSubmission } from '../../config/slurm-decisions.js';
import { ConfigError } from '../../errors.js';
import { preflightCluster } from '../../launcher/slurm/preflight.js';
import { ensureLauncher } from '../ensure-launcher.js';
import type { Executor } from '../executor.js';
import { reportFindings } from '../preflight.js';
import { leaveOpen } from '../remote/leave-open.js';
import { orStopped } from '../session.js';
import { linkOf, placeOfConfig, tagOf } from './open-cluster.js';
import { submitTasks } from './submit-tasks.js';
import { watchTasks } from './watch-tasks.js';

/** The launcher's Slurm executor, over one connection of ours. */
export const slurmExecutor: Executor = {
  prepare: async (session, _inputs, config) => {
    const tag = tagOf(session);
    tagSubmission(config, tag);
    spreadPorts(config, createHash('sha256').update(tag).digest().readUInt32BE(0));
    return [];
  },
  checkRunner: ({ context }) => {
    if (context.os !== 'Linux')
      throw new ConfigError(
        `this is a ${context.os} runner, from which the action does not submit to Slurm: use a Linux runner such as runs-on: ubuntu-latest (dry-run works anywhere)`,
      );
  },
  checkMachine: async (session, inputs, config) => {
    const link = await orStopped(session, linkOf(session, placeOfConfig(config)));
    if (inputs.preflight !== 'off') {
      const asked = preflightCluster(link, config, {
        where: inputs.config ?? 'the inputs',
        signal: session.stop.signal,
      });
      const { findings, notes } = await orStopped(session, asked);
      for (const note of notes) session.log.info(note);
      reportFindings(session, inputs, findings);
    }
    return ensureLauncher(session, inputs);
  },
  launchAndWatch: async (session, inputs, installed) => {
    await submitTasks(session, inputs, installed);
    return watchTasks(session);
  },
  submit: async (session, inputs, installed) => {
    await submitTasks(session, inputs, installed);
    await leaveOpen(session);
  },
};
