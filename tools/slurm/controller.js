// What is asked of Slurm itself when the cluster goes up or down.
import { run } from '../../demo/command.js';
import { holds } from './processes.js';

const ANSWERS_WITHIN_MS = 10_000;
const NOT_THERE = /\*|unknown|down|drain|inval|fail/;

/**
 * What an earlier run did to the nodes is undone; then they have to say that they are there.
 * @param {NodeJS.ProcessEnv} env
 */
export async function resumeNodes(env) {
  const options = { env, deadlineMs: ANSWERS_WITHIN_MS };
  /** @type {string[]} */
  let states = [];
  const idle = await holds(
    async () => {
      const { stdout } = await run('sinfo', ['-h', '-N', '-o', '%N %T'], options);
      states = [...new Set(stdout.split('\n').filter(Boolean))];
      for (const line of states) {
        const [node, state = ''] = line.split(' ');
        if (!/^(down|drain|inval|fail)/.test(state)) continue;
        await run('scontrol', ['update', `nodename=${node}`, 'state=resume'], options);
      }
      return states.length > 0 && !states.some((line) => NOT_THERE.test(line.split(' ')[1] ?? ''));
    },
    { ms: 30_000, every: 200 },
  );
  if (!idle) {
    throw new Error(
      `slurm: the nodes do not come up: ${states.join(', ') || 'sinfo says nothing'}. See scontrol show nodes.`,
    );
  }
}

/**
 * Ends the jobs of everybody, and waits a little for them to have ended.
 * @param {NodeJS.ProcessEnv} env
 */
export async function cancelEverything(env) {
  const options = { env, deadlineMs: ANSWERS_WITHIN_MS };
  const queued = async () =>
    (await run('squeue', ['-h', '-o', '%i'], options)).stdout.split('\n').filter(Boolean);
  const jobs = await queued();
  if (jobs.length === 0) return;
  await run('scancel', jobs, options);
  await holds(async () => (await queued()).length === 0, { ms: 5000, every: 200 });
}
