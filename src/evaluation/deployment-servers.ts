import path from 'node:path';
import type { ResolvedConfig } from '../config/resolve.js';
import { getAt } from '../config/value.js';
import { type ServerWatch, watchServers } from '../launcher/deployment-watch.js';
import { toolEnvironment } from '../launcher/environment.js';
import type { Job } from '../launcher/exec-db.js';
import { formatDuration } from '../launcher/progress.js';
import type { TaskFolder } from '../results/invocation.js';
import { readTail } from '../results/log-causes.js';
import { lastServerLine, serverLogs } from '../results/server-log.js';
import { redactMessage } from '../upload/scan-file.js';
import { type Session, warn } from './session.js';

const LOG_SHOWN = 64 * 1024;
/** The launcher's own. */
const DEFAULT_LIMIT_SECONDS = 600;

/** Shows how the servers of deployed models come up; undefined where the config deploys none. */
export function serversOf(session: Session, jobs: readonly Job[]): ServerWatch | undefined {
  const { config, env, log } = session;
  const type = config && getAt(config.root, ['deployment', 'type']);
  if (!config || type === 'none' || (type ?? null) === null) return undefined;
  const limit = getAt(config.root, ['execution', 'endpoint_readiness_timeout']) ?? DEFAULT_LIMIT_SECONDS;
  return watchServers({
    jobs,
    env: toolEnvironment(env),
    healthUrl: healthUrlOf(config),
    limitSeconds: /^\d+$/.test(String(limit)) ? Number(limit) : undefined,
    onLoading: (task, seconds) => log.info(describeLoading(session, task, seconds)),
    onReady: ({ name }, seconds) => log.info(`${name}  server: ready after ${formatDuration(seconds)}`),
    onStuck: ({ name }, limitSeconds) =>
      warn(
        session,
        `the server of ${name} is not ready after more than the ${limitSeconds} s of execution.endpoint_readiness_timeout, and does not even answer its health check: it is stopped`,
      ),
    onLost: ({ name }) =>
      warn(session, `the server of ${name} has died: its evaluation, which would go on without it, is ended`),
  });
}

/** Where the launcher's script asks for a server's health; undefined where the config does not say it plainly. */
function healthUrlOf({ root, kept }: ResolvedConfig): string | undefined {
  const [port, health] = [['port'], ['endpoints', 'health']].map((key) =>
    getAt(root, ['deployment', ...key]),
  );
  if (kept.has('deployment.port') || kept.has('deployment.endpoints.health')) return undefined;
  const isPlain = /^\d{1,5}$/.test(String(port)) && typeof health === 'string' && /^\/[\w./-]*$/.test(health);
  return isPlain ? `http://127.0.0.1:${port}${health}` : undefined;
}

/** `mmlu  server: loading, 2m10s  (what it wrote last)` */
export function describeLoading(
  { forms }: Pick<Session, 'forms'>,
  task: TaskFolder,
  seconds: number,
): string {
  const last = lastServerLine(task.dir, (text) => redactMessage(text, forms));
  return `${task.name}  server: loading, ${formatDuration(seconds)}${last === undefined ? '' : `  (${last})`}`;
}

/** Shows what the servers of a task wrote, each in a folded group of its own. */
export function showServerLogs({ log, forms }: Pick<Session, 'log' | 'forms'>, task: TaskFolder): void {
  const files = serverLogs(task.dir);
  for (const file of files) {
    const text = readTail(file, LOG_SHOWN);
    const which = files.length > 1 ? ` (${path.basename(file)})` : '';
    if (text.trim() !== '') log.foreign(`Server log: ${task.name}${which}`, redactMessage(text, forms));
  }
}
