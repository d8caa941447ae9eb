import { existsSync } from 'node:fs';
import { quote } from '../../input-values.js';
import { showValue } from '../value.js';
import { checkDeploymentCommand } from './check-deployment-command.js';
import { checkDeploymentKeys } from './check-deployment-keys.js';
import type { CheckContext } from './context.js';
import { error, type Finding } from './finding.js';

/** A model that the launcher serves, with the local executor or on Slurm; what is missing of it altogether is elsewhere. */
export function checkDeployment(context: CheckContext): Finding[] {
  const executor = context.at('execution', 'type');
  if (!context.deploys || (executor !== 'local' && executor !== 'slurm')) return [];
  return [
    ...checkImage(context),
    ...checkPort(context),
    ...checkPaths(context),
    ...checkDeploymentCommand(context),
    ...checkDeploymentKeys(context),
    ...(executor === 'local'
      ? [...checkNetwork(context), ...checkProxy(context), ...checkMounts(context)]
      : checkPreparation(context)),
  ];
}

function checkImage({ config, at, from }: CheckContext): Finding[] {
  const image = at('deployment', 'image') ?? '???';
  if (image === '???' || config.kept.has('deployment.image')) return [];
  const isSlurm = at('execution', 'type') === 'slurm';
  // Pyxis takes a file as well, and a registry before a number sign.
  const form = isSlurm ? /^[A-Za-z0-9./~$][\w./:@#$~+{}-]*$/ : /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/;
  if (typeof image === 'string' && form.test(image)) return [];
  return [
    error(
      'invalid_image',
      `${from('deployment.image')} is not an image reference such as registry/image:tag`,
      'write the image in full',
    ),
  ];
}

function checkPort({ config, at, from }: CheckContext): Finding[] {
  const port = at('deployment', 'port') ?? '???';
  if (port === '???' || config.kept.has('deployment.port')) return [];
  const number = /^\d{1,5}$/.test(String(port)) ? Number(port) : 0;
  if (number >= 1 && number <= 65_535) return [];
  return [
    error(
      'invalid_setting',
      `${from('deployment.port')} is ${showValue(port).slice(0, 80)}, no port`,
      'choose a number from 1024 to 65535, and the same in deployment.command',
    ),
  ];
}

/** The launcher joins them to the address without a slash of its own. */
function checkPaths({ config, at, from, tasks }: CheckContext): Finding[] {
  const names = new Set(['health', ...tasks.flatMap(({ endpointType }) => endpointType ?? [])]);
  return [...names].flatMap((name): Finding[] => {
    const key = `deployment.endpoints.${name}`;
    const value = at('deployment', 'endpoints', name) ?? null;
    if (value === null || value === '???' || config.kept.has(key)) return [];
    if (typeof value === 'string' && /^\/[^\s]*$/.test(value)) return [];
    return [
      error(
        'invalid_setting',
        `${from(key)} is ${quote(showValue(value).slice(0, 80))}, no path of the server`,
        `begin it with a slash, such as ${name === 'health' ? '/health' : '/v1/chat/completions'}`,
      ),
    ];
  });
}

/** Docker options that a container which shares the server's network, as the evaluation's does, may not have. */
const OWN_NETWORK =
  /(?:^|\s)(--net(?:work)?(?:-alias)?|--publish(?:-all)?|--add-host|--dns(?:-[a-z]+)?|--hostname|--link|--mac-address|--expose|-[pPh])(?=[\s=]|$|["'\d])/;

function checkNetwork({ config, at, from }: CheckContext): Finding[] {
  const key = 'execution.extra_docker_args';
  const options = at('execution', 'extra_docker_args');
  if (typeof options !== 'string' || config.kept.has(key)) return [];
  const option = OWN_NETWORK.exec(options)?.[1];
  if (option === undefined) return [];
  return [
    error(
      'deployment_network',
      `${from(key)} has ${option}, which Docker refuses beside the network of the server that the launcher gives the evaluation's container`,
      'take it out: the evaluation reaches the server without it',
    ),
  ];
}

/** Curl, by which the launcher asks for the server's health, would ask the proxy. */
function checkProxy({ from, variable }: CheckContext): Finding[] {
  const proxy = ['http_proxy', 'all_proxy', 'ALL_PROXY'].find((name) => variable(name));
  const except = `${variable('no_proxy') ?? variable('NO_PROXY') ?? ''}`.split(/[\s,]+/);
  if (proxy === undefined || except.some((host) => host === '*' || host === '127.0.0.1')) return [];
  return [
    error(
      'unreachable_loopback',
      `${from('deployment.type')} deploys a model, of whose health the launcher asks http://127.0.0.1, but ${proxy} sends that to a proxy, which knows of no such server`,
      'add 127.0.0.1 to no_proxy in env: of the step',
    ),
  ];
}

/** Docker makes an empty folder, of root's, for what is not there. */
function checkMounts({ config, at, from }: CheckContext): Finding[] {
  const mounts = at('execution', 'mounts', 'deployment');
  if (!(mounts instanceof Map)) return [];
  return [...mounts].flatMap(([source, target]): Finding[] => {
    const key = `execution.mounts.deployment.${source}`;
    if (config.kept.has(key) || !source.startsWith('/') || source.includes('$')) return [];
    const found = (what: string, recovery: string): Finding[] => [
      error('mount_not_found', `${from(key)} ${what}`, recovery),
    ];
    if (!existsSync(source))
      return found(
        'is not on this machine: Docker would mount an empty folder for the server',
        'check the path, or make the folder in a step before',
      );
    if (typeof target !== 'string' || !target.startsWith('/'))
      return found(
        'is mounted at no absolute path of the container',
        'write the path in the container, such as /data',
      );
    return [];
  });
}

/** On Slurm it is run before the server; the local executor does not look at it. */
function checkPreparation({ at, from, inputs }: CheckContext): Finding[] {
  if (inputs.trustPreCmd || !at('deployment', 'pre_cmd')) return [];
  return [
    error(
      'untrusted_command',
      `${from('deployment.pre_cmd')} is a shell command`,
      'set the input trust-pre-cmd to true to run it',
    ),
  ];
}
