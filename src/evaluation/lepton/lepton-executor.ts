import { getAt } from '../../config/value.js';
import { ConfigError } from '../../errors.js';
import { preflightLepton } from '../../launcher/lepton/preflight.js';
import { forwardVariables } from '../../lepton/forward-variables.js';
import { keepResults } from '../../lepton/keep-results.js';
import { ensureLauncher } from '../ensure-launcher.js';
import type { Executor } from '../executor.js';
import { reportFindings } from '../preflight.js';
import { leaveOpen } from '../remote/leave-open.js';
import { orStopped } from '../session.js';
import { loginOf, openWorkspace } from './open-workspace.js';
import { submitJobs } from './submit-jobs.js';
import { watchJobs } from './watch-jobs.js';

/** The launcher's Lepton executor. */
export const leptonExecutor: Executor = {
  prepare: async ({ log, rerun }, _inputs, config) => {
    if (rerun !== undefined) return [];
    const notes = [...forwardVariables(config), ...keepResults(config)];
    if (notes.length > 0) log.group('Changed for Lepton', notes);
    return [];
  },
  checkRunner: ({ context }) => {
    if (context.os !== 'Linux')
      throw new ConfigError(
        `this is a ${context.os} runner, from which the action does not submit to Lepton: use a Linux runner such as runs-on: ubuntu-latest (dry-run works anywhere)`,
      );
  },
  checkMachine: async (session, inputs, config) => {
    const login = loginOf(session);
    const installed = await ensureLauncher(session, inputs);
    if (inputs.preflight !== 'off') {
      const ask = openWorkspace(session, login, installed.venv);
      const { signal } = session.stop;
      reportFindings(session, inputs, await orStopped(session, preflightLepton(ask, login, config, signal)));
    }
    return installed;
  },
  launchAndWatch: async (session, inputs, installed) => {
    await submitJobs(session, inputs, installed);
    return watchJobs(session);
  },
  submit: async (session, inputs, installed) => {
    await submitJobs(session, inputs, installed);
    if ((getAt(session.config!.root, ['deployment', 'type']) ?? 'none') !== 'none')
      session.log.info('the endpoints of this evaluation bill until collect has finished it');
    await leaveOpen(session);
  },
};
