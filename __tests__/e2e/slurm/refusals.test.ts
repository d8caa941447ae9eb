import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { mountSmallDisk, openDoor } from '../../../tools/slurm/doors.js';
import { PROGRAM_PATH } from '../../../tools/slurm/requirements.js';
import { launcherConfig } from './cluster.js';
import { historyOf, jobsOf } from './jobs.js';
import { ARITH, errorsOf, playAll, untilRuns, warningsOf } from './plays.js';

jest.setTimeout(5 * 60_000);

/** The programs of this machine but for one, in a folder of links. */
function programsWithout(left: string, dir: string): string {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { mode: 0o755 });
  const found = new Map<string, string>();
  for (const folder of PROGRAM_PATH.split(':')
    .filter((name) => existsSync(name))
    .reverse())
    for (const name of readdirSync(folder)) found.set(name, path.join(folder, name));
  found.delete(left);
  for (const [name, target] of found) symlinkSync(target, path.join(dir, name));
  return dir;
}

const { end } = playAll(({ cluster }) => {
  const otherHost = cluster.hostKeyLine.replace(cluster.host, 'other.slurm.test');
  const programs = programsWithout('rsync', path.join(cluster.places.dir, 'no-rsync'));
  return {
    'host-key': (play) => play.watch(launcherConfig(play, ARITH), { 'ssh-known-hosts': otherHost }).done,
    user: (play) => play.watch(launcherConfig(play, ARITH, { username: 'somebody' })).done,
    partition: (play) => play.watch(launcherConfig(play, ARITH, { partition: 'nix' })).done,
    executor: (play) => play.watch(launcherConfig(play, ARITH, { type: 'k8s' })).done,
    'no-rsync-here': (play) => play.watch(launcherConfig(play, ARITH), {}, { PATH: programs }).done,
    'no-rsync-there': async (play) => {
      const setting = { ...cluster.setting, path: programs };
      const door = await openDoor({ setting }, 'no-rsync');
      const { done } = play.watch(launcherConfig(play, ARITH), { 'ssh-config': door.sshConfig });
      return done.finally(door.close);
    },
    unreachable: async (play) => {
      await play.door!.close();
      return play.watch(launcherConfig(play, ARITH)).done;
    },
    'small-disk': async (play) => {
      const disk = await mountSmallDisk(cluster, play.name, 1);
      return play.watch(launcherConfig(play, ARITH, { output_dir: `${disk}/evals` })).done;
    },
    'cancelled-away': async (play) => {
      const run = play.watch(launcherConfig(play, ARITH), { model: 'slow-600000' });
      await untilRuns(play);
      await run.says(/^byob_arith\.arith {2}running/);
      await play.door!.close();
      await run.cancel();
      return run.done;
    },
  };
});

it.each([
  [
    'host-key',
    'config-error',
    /^the host key of login\.slurm\.test is not known: it offers ssh-ed25519 SHA256:\S+; .* into ssh-known-hosts$/,
  ],
  [
    'user',
    'config-error',
    /^somebody@\S+ \(at somebody@\S+, which ssh-config makes of it or leads through\): the login was refused with .*: check the user name/,
  ],
  [
    'partition',
    'config-error',
    /^cluster_partition: execution\.partition \(launcher-\d+\.yaml:1\) is nix, .* one of batch, short/,
  ],
  [
    'executor',
    'config-error',
    /^unsupported_executor: execution\.type .* is "k8s": this action knows the executors local, slurm and lepton/,
  ],
  ['no-rsync-here', 'config-error', /^there is no rsync on this runner/],
  ['no-rsync-there', 'config-error', /^cluster_command_missing: .* nel\d*@login\.slurm\.test has no rsync/],
  ['unreachable', 'infrastructure-error', /^127\.0\.0\.1, port \d+: Connection refused; no ssh server/],
] as const)('refuses at once and in one line: %s', async (name, state, says) => {
  const { scenario, result } = await end(name);
  expect(result).toMatchObject({ exitCode: 1, orphans: [], outputs: { state, invocation_id: '' } });
  expect(errorsOf(result)).toEqual([expect.stringMatching(says)]);
  expect(result.log).not.toMatch(/^ +at .*\.js/m);
  expect(await historyOf(scenario)).toEqual([]);
});

it('warns of a disk that is small, and says that it was full', async () => {
  const { scenario, result } = await end('small-disk');
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
  expect(warningsOf(result)).toEqual([expect.stringMatching(/^cluster_disk_space: .* 0\.0 GiB are free/)]);
  expect(errorsOf(result)).toEqual([
    // What a harness still writes before a full disk ends it is not always the same.
    expect.stringMatching(
      /^byob_arith\.arith is failed: (the disk is full: free space where results are|the harness died)/,
    ),
  ]);
  expect(await jobsOf(scenario)).toEqual([]);
});

it('names the jobs that it cannot stop, as the login node is away when the job is cancelled', async () => {
  const { scenario, result } = await end('cancelled-away');
  expect(result).toMatchObject({ outcome: 'cancelled', outputs: { state: 'cancelled' } });
  expect(result.signals.map(({ signal }) => signal)).toEqual(['SIGINT']);
  // The follow-up may have been submitted after the last look.
  const running = (await jobsOf(scenario)).find(({ state }) => state === 'RUNNING')!;
  expect(warningsOf(result)).toEqual([
    expect.stringMatching(
      /^jobs may still run on nel\d*@login\.slurm\.test \(.*refused.*\): as nel\d* there, scancel [\d ]+, and all jobs with the comment nea\/\S+ \(.*\); then delete \.secrets\.env in \S+byob_arith\.arith\.0$/,
    ),
  ]);
  expect(warningsOf(result)[0]!.split('scancel ')[1]!.split(', and')[0]!.split(' ')).toContain(running.id);
  // Whether the last look before had seen it run is a matter of seconds.
  expect(errorsOf(result)).toEqual([
    expect.stringMatching(/^byob_arith\.arith is cancelled: (the job was cancelled|it had not started when)/),
  ]);
  expect(errorsOf(result.post!)).toEqual([]);
});
