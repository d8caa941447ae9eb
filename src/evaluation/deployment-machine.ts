import type { ResolvedConfig } from '../config/resolve.js';
import { getAt } from '../config/value.js';
import { ConfigError } from '../errors.js';
import { hasImage, pullServerImage, requireCurl, requireGpuDriver } from '../launcher/deployment-engine.js';
import { toolEnvironment } from '../launcher/environment.js';
import { isPortFree } from '../launcher/ports.js';
import { formatDuration } from '../launcher/progress.js';
import { orStopped, type Session } from './session.js';

/**
 * What this machine must have for a model that the launcher deploys on it; does nothing where it deploys none.
 * @throws ActionError saying what is missing.
 */
export async function checkServerMachine(session: Session): Promise<void> {
  const config = session.config!;
  if (!deploysHere(config)) return;
  const { env, log, stop } = session;
  const tools = toolEnvironment(env);
  const port = Number(getAt(config.root, ['deployment', 'port']));
  // Whatever answers there would be taken for the model.
  if (Number.isInteger(port) && port > 0 && port < 65_536 && !(await isPortFree(port)))
    throw new ConfigError(
      `port ${port} (deployment.port) is taken on this machine, and what listens there would be taken for the model: end it, or choose another port there and in deployment.command`,
    );
  await orStopped(session, requireCurl(tools));
  // Not cut short by a stop: it takes a moment, and cleans up behind itself.
  await requireGpuDriver(tools, session.files.dir);
  const image = getAt(config.root, ['deployment', 'image']);
  if (typeof image !== 'string' || config.kept.has('deployment.image')) return;
  if (await orStopped(session, hasImage(image, tools))) return;
  log.info(`pulling ${image}, the image of the model's server`);
  const started = Date.now();
  await orStopped(session, pullServerImage(image, tools, stop.signal));
  log.info(`pulled ${image} in ${formatDuration((Date.now() - started) / 1000)}`);
}

function deploysHere({ root }: ResolvedConfig): boolean {
  const type = getAt(root, ['deployment', 'type']) ?? 'none';
  return type !== 'none' && getAt(root, ['execution', 'type']) === 'local';
}
