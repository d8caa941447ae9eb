// What lies in the cluster's folder before its daemons start: folders, configuration, plugin, devices, database.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { reason, run } from '../../demo/command.js';
import * as settings from './settings.js';

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** @typedef {import('./places.js').Places} Places */

/** @param {Places} places */
export function makeFolders(places) {
  const { etc, log, run: runDir, spool, images, disks, ssh, scratch } = places;
  const inSpool = ['controller', ...settings.NODES].map((name) => path.join(spool, name));
  for (const folder of [etc, log, runDir, spool, images, disks, ssh, scratch, ...inSpool]) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  }
  mkdirSync(places.temporary, { recursive: true });
  chmodSync(places.temporary, 0o1777);
  if (!existsSync(places.mungeKey)) writeFileSync(places.mungeKey, randomBytes(128), { mode: 0o600 });
  // Debian's sshd wants it, whatever its configuration says.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
}

/**
 * The configuration as it has to be, by file.
 * @param {settings.Setting} setting
 * @returns {Map<string, {text: string, mode: number}>}
 */
function filesOf(setting) {
  const { places, ports } = setting;
  const inEtc = (/** @type {string} */ name) => path.join(places.etc, name);
  const secret = (/** @type {string} */ text) => ({ text, mode: 0o600 });
  const open = (/** @type {string} */ text) => ({ text, mode: 0o644 });
  return new Map([
    [places.conf, open(settings.slurmConf(setting))],
    [inEtc('slurmdbd.conf'), secret(settings.slurmdbdConf(setting))],
    [inEtc('gres.conf'), open(settings.gresConf(setting))],
    [inEtc('cgroup.conf'), open(settings.cgroupConf(setting))],
    [inEtc('plugstack.conf'), open(settings.plugstackConf(setting))],
    [inEtc('job_submit.lua'), open(readFileSync(path.join(HERE, 'job_submit.lua'), 'utf8'))],
    [inEtc('database.sql'), secret(settings.databaseSql(setting))],
    [inEtc('sshd'), open(settings.sshdConfig(setting, { name: 'sshd', port: ports.sshd }))],
    [path.join(places.ssh, 'config'), open(settings.ownClientConfig(setting))],
  ]);
}

/**
 * Writes the configuration where it differs from what is there.
 * @param {settings.Setting} setting
 * @param {() => Promise<void>} beforeChange
 */
export async function writeSettings(setting, beforeChange) {
  const files = filesOf(setting);
  /** @param {[string, {text: string}]} entry */
  const holds = ([file, { text }]) => existsSync(file) && readFileSync(file, 'utf8') === text;
  if ([...files].every(holds)) return;
  await beforeChange();
  for (const [file, { text, mode }] of files) {
    writeFileSync(file, text, { mode });
    chmodSync(file, mode);
  }
}

/** @param {Places} places @returns {Promise<boolean>} whether there is a new one */
export async function compilePlugin({ plugin }) {
  const source = path.join(HERE, 'container.c');
  const kept = path.join(path.dirname(plugin), 'container.c');
  const text = readFileSync(source, 'utf8');
  if (existsSync(plugin) && existsSync(kept) && readFileSync(kept, 'utf8') === text) return false;
  mkdirSync(path.dirname(plugin), { recursive: true });
  // Under another name first: a step that runs has the old one mapped.
  const unfinished = `${plugin}.new`;
  const options = ['-shared', '-fPIC', '-O1', '-w'];
  await must('gcc', [...options, '-o', unfinished, source]);
  await must('mv', [unfinished, plugin]);
  writeFileSync(kept, text);
  return true;
}

/**
 * A GPU has to be a device for Slurm to count it; nothing looks into it.
 * @param {Places} places
 */
export async function makeDevices({ run: folder }) {
  const absent = Array.from({ length: settings.GPUS }, (_, index) => path.join(folder, `gpu${index}`)).filter(
    (file) => !existsSync(file),
  );
  for (const file of absent) await must('mknod', [file, 'c', '1', '3']);
}

/** @param {Places} places */
export async function initialiseDatabase({ database }) {
  if (existsSync(path.join(database, 'mysql'))) return;
  rmSync(database, { recursive: true, force: true });
  // Elsewhere first: one that was cut off must not be taken for whole.
  const unfinished = `${database}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const options = ['--no-defaults', `--datadir=${unfinished}`, '--user=root', '--skip-test-db'];
  const quick = ['--skip-name-resolve', '--auth-root-authentication-method=socket'];
  await must('mariadb-install-db', [...options, ...quick]);
  await must('mv', [unfinished, database]);
}

/** @returns {Promise<number>} Slurm's major version, as 22.05 */
export async function slurmVersion() {
  const { stdout } = await run('slurmd', ['-V'], { deadlineMs: 10_000 });
  return Number(/(\d+\.\d+)/.exec(stdout)?.[1] ?? 0);
}

/**
 * @param {string} program
 * @param {string[]} args
 */
async function must(program, args) {
  const result = await run(program, args, { deadlineMs: 120_000 });
  if (result.code !== 0) throw new Error(`slurm: ${program} failed: ${reason(result)}.`);
}
