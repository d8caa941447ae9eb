import { quote } from '../../input-values.js';
import { isMap } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';
import { isMountedBy, mountTargets } from './shell-text.js';

/** Where the launcher mounts `deployment.checkpoint_path`. */
const MOUNTED_AT = '/checkpoint';

/** Whether the server's command says the same as the settings beside it, by which the launcher looks for the server. */
export function checkDeploymentCommand(context: CheckContext): Finding[] {
  const { config, at } = context;
  const command = at('deployment', 'command');
  if (typeof command !== 'string' || command === '???' || config.kept.has('deployment.command')) return [];
  return [
    ...checkPort(context, command),
    ...checkName(context, command),
    ...checkCheckpoint(context, command),
  ];
}

/** The values of an option of the command, one for each time that it is given. */
function valuesOf(command: string, option: string): string[] {
  const found = command.matchAll(new RegExp(`(?:^|[\\s'"])--${option}[ =]+["']?([^\\s"']+)`, 'g'));
  return [...found].map(([, value]) => value!);
}

function checkPort({ at, from }: CheckContext, command: string): Finding[] {
  const port = at('deployment', 'port') ?? '???';
  const said = valuesOf(command, 'port').filter((value) => /^\d+$/.test(value));
  if (port === '???' || said.length === 0 || said.includes(String(port))) return [];
  // A server of one's own may have another behind the one that is asked.
  const isCertain = at('deployment', 'type') !== 'generic';
  return [
    (isCertain ? error : warning)(
      'deployment_mismatch',
      `${from('deployment.command')} has --port ${said.at(-1)}, but the launcher looks for the server at ${from('deployment.port')} ${String(port)}`,
      'give both the same port',
    ),
  ];
}

/** A server refuses requests for a model of another name: all of them, after it has loaded. */
function checkName({ config, at, from }: CheckContext, command: string): Finding[] {
  const name = at('deployment', 'served_model_name');
  if (typeof name !== 'string' || name === '???' || config.kept.has('deployment.served_model_name'))
    return [];
  // Several names may follow the option.
  const [, listed] = /--served-model-name[ =]+((?:[^\s-][^\s]*\s*)+)/.exec(command) ?? [];
  const names = listed?.split(/\s+/).map(unquote).filter(Boolean);
  const [, model] = /(?:^|[\s;&])vllm serve\s+([^\s-][^\s]*)/.exec(command) ?? [];
  const served = names ?? (model === undefined ? undefined : [unquote(model)]);
  if (served === undefined || served.some((one) => one === name || /[$`]/.test(one))) return [];
  return [
    error(
      'deployment_mismatch',
      `${from('deployment.served_model_name')} is ${quote(name)}, but ${from('deployment.command')} serves ${quote(served[0]!)}: the server would refuse every request`,
      `write --served-model-name ${/^[\w./:-]+$/.test(name) ? name : '…'} in the command`,
    ),
  ];
}

const unquote = (word: string): string => word.replace(/^["']|["']$/g, '');

function checkCheckpoint({ config, at, from }: CheckContext, command: string): Finding[] {
  const key = 'deployment.checkpoint_path';
  const checkpoint = at('deployment', 'checkpoint_path') ?? '';
  if (checkpoint === '???' || config.kept.has(key)) return [];
  const names = (folder: string): boolean =>
    new RegExp(`(?:^|[\\s='":])${literally(folder)}(?=$|[\\s/'";])`).test(command);
  if (checkpoint === '') {
    // An image of one's own may hold it.
    if (at('deployment', 'type') === 'generic' || !names(MOUNTED_AT) || isMounted(at, MOUNTED_AT)) return [];
    return [
      error(
        'missing_deployment_setting',
        `${from(key)} is missing, but ${from('deployment.command')} reads ${MOUNTED_AT}, where the launcher mounts it`,
        'name the checkpoint with the input checkpoint, or write the model into the command',
      ),
    ];
  }
  if (typeof checkpoint !== 'string' || !checkpoint.startsWith('/')) return [];
  const folder = checkpoint.replace(/\/+$/, '');
  if (folder === MOUNTED_AT || !names(folder) || isMounted(at, folder)) return [];
  return [
    error(
      'deployment_mismatch',
      `${from('deployment.command')} reads ${quote(folder)}, which is ${MOUNTED_AT} in the server's container`,
      `write ${MOUNTED_AT} in the command`,
    ),
  ];
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a path of the server's container is mounted by the config itself. */
function isMounted(at: CheckContext['at'], file: string): boolean {
  const mounts = at('execution', 'mounts', 'deployment');
  if (isMap(mounts) && isMountedBy(mounts, file)) return true;
  const options = at('execution', 'extra_docker_args');
  const targets = typeof options === 'string' ? mountTargets(options) : [];
  return targets.some((target) => file === target || file.startsWith(`${target}/`));
}
