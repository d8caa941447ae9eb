import { quote } from '../../input-values.js';
import { isPortOfJob } from '../decisions.js';
import { type ConfigPath, formatPath, isMap } from '../value.js';
import type { CheckContext } from './context.js';
import { environmentEntries } from './environment-entries.js';
import { error, type Finding } from './finding.js';
import { findShellSyntax, type ShellPlace } from './shell-text.js';

/** Texts that the launcher pastes into shell scripts as they are. */
export function checkShellTexts(context: CheckContext): Finding[] {
  return [...checkPaths(context), ...checkLiterals(context), ...checkCommands(context)];
}

interface Pasted {
  path: ConfigPath;
  place: ShellPlace;
  /** Where a colon would divide a Docker volume. */
  isPath?: boolean;
  /** It may hold a secret that was written out. */
  hidden?: boolean;
}

/** `deployment.command` is shell by intent, and not among them. */
function checkPaths({ config, at, from, tasks, deploys }: CheckContext): Finding[] {
  const mounts = at('execution', 'mounts', 'deployment');
  const ofDeployment: Pasted[] = [
    { path: ['deployment', 'checkpoint_path'], place: 'word', isPath: true },
    { path: ['deployment', 'cache_path'], place: 'word', isPath: true },
    { path: ['deployment', 'image'], place: 'word' },
    { path: ['deployment', 'port'], place: 'word' },
    { path: ['deployment', 'endpoints', 'health'], place: 'word' },
    { path: ['execution', 'endpoint_readiness_timeout'], place: 'word' },
    ...(isMap(mounts)
      ? [...mounts.keys()].map(
          (name): Pasted => ({ path: ['execution', 'mounts', 'deployment', name], place: 'word' }),
        )
      : []),
  ];
  const places: Pasted[] = [
    { path: ['execution', 'extra_docker_args'], place: 'words', hidden: true },
    ...(deploys ? ofDeployment : []),
    ...tasks.flatMap(({ index }): Pasted[] => [
      { path: ['evaluation', 'tasks', index, 'dataset_dir'], place: 'quoted', isPath: true },
      { path: ['evaluation', 'tasks', index, 'dataset_mount_path'], place: 'word', isPath: true },
    ]),
  ];
  return places.flatMap(({ path, place, isPath = false, hidden = false }): Finding[] => {
    const value = at(...path);
    const key = formatPath(path);
    if (typeof value !== 'string' || value === '???' || config.kept.has(key)) return [];
    const text = path[1] === 'mounts' ? `${String(path[3])}:${value}` : value;
    const bad = findShellSyntax(text, place) ?? (isPath && text.includes(':') ? ':' : undefined);
    if (bad === undefined) return [];
    const shown = hidden ? 'has text' : `is ${quote(text)}`;
    const taken = bad === ':' ? 'divide a Docker volume' : 'be taken for shell';
    return [
      error(
        'unsafe_shell_text',
        `${from(key)} ${shown} that the launcher pastes into a shell script, where ${JSON.stringify(bad)} would ${taken}`,
        place === 'words' ? 'quote it, or write it on one line' : 'use a value without it',
      ),
    ];
  });
}

/** Values of variables are written between double quotes; they may be secrets, and are not shown. */
function checkLiterals(context: CheckContext): Finding[] {
  const { config, from } = context;
  return environmentEntries(context).flatMap(([path, value]): Finding[] => {
    const key = formatPath(path);
    if (typeof value !== 'string' || !value.startsWith('lit:') || config.kept.has(key)) return [];
    const literal = value.slice('lit:'.length);
    if (isPortOfJob(literal)) return [];
    const bad = findShellSyntax(literal, 'quoted');
    if (bad === undefined) return [];
    return [
      error(
        'unsafe_shell_text',
        `${from(key)} has ${JSON.stringify(bad)}, which ends or runs something in the script that the launcher writes the value into`,
        'put a backslash before it',
      ),
    ];
  });
}

function checkCommands({ config, at, from, inputs }: CheckContext): Finding[] {
  if (inputs.trustPreCmd) return [];
  const bases: ConfigPath[] = [
    ['evaluation'],
    ...config.taskNames.map((_, index): ConfigPath => ['evaluation', 'tasks', index]),
  ];
  return bases.flatMap((base) =>
    ['pre_cmd', 'post_cmd'].flatMap((command): Finding[] => {
      if (!at(...base, command)) return [];
      return [
        error(
          'untrusted_command',
          `${from(formatPath([...base, command]))} is a shell command`,
          'set the input trust-pre-cmd to true to run it',
        ),
      ];
    }),
  );
}
