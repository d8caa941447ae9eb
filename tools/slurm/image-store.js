// Images as the container plugin wants them: unpacked, once per image, from what the Docker engine has.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { reason, run } from '../../demo/command.js';
import { imageFolder } from './places.js';

/** Beside the engine's own data, so that a second run finds it. */
const CACHE = fileURLToPath(new URL('../../demo/.cache/slurm-images/', import.meta.url));

/** @param {string} image @param {string} [cacheDir] */
export const isStored = (image, cacheDir = CACHE) =>
  existsSync(path.join(cacheDir, imageFolder(image), 'rootfs'));

/**
 * Unpacks an image of the engine where that was not done yet.
 * @param {string} image
 * @param {{env: NodeJS.ProcessEnv, cacheDir?: string}} options env: with DOCKER_HOST where one is needed
 * @returns {Promise<string>} its folder
 */
export async function storeImage(image, { env, cacheDir = CACHE }) {
  const folder = path.join(cacheDir, imageFolder(image));
  if (isStored(image, cacheDir)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(path.join(unfinished, 'rootfs'), { recursive: true });
  const docker = async (/** @type {string[]} */ ...args) => {
    const result = await run('docker', args, { env: { ...process.env, ...env }, deadlineMs: 60_000 });
    if (result.code !== 0)
      throw new Error(`slurm: 'docker ${args[0]}' of ${image} failed: ${reason(result)}.`);
    return result.stdout.trim();
  };
  try {
    const config = JSON.parse(await docker('image', 'inspect', '--format', '{{json .Config}}', image));
    const container = await docker('create', image, '/bin/true');
    try {
      await unpack(container, path.join(unfinished, 'rootfs'), { ...process.env, ...env });
    } finally {
      await docker('rm', container);
    }
    writeFileSync(path.join(unfinished, 'env'), environmentLines(config.Env ?? []));
    writeFileSync(path.join(unfinished, 'workdir'), `${config.WorkingDir || '/'}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Makes a stored image known to a cluster.
 * @param {import('./places.js').Places} places
 * @param {string} image
 * @param {string} folder from `storeImage`
 */
export function linkImage({ images }, image, folder) {
  const link = path.join(images, imageFolder(image));
  rmSync(link, { force: true });
  symlinkSync(folder, link);
}

/**
 * One variable a line, as the plugin reads them: one with a line break has no place there.
 * @param {string[]} variables NAME=value
 */
export function environmentLines(variables) {
  return variables
    .filter((variable) => !variable.includes('\n'))
    .map((variable) => `${variable}\n`)
    .join('');
}

/**
 * @param {string} container
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function unpack(container, folder, env) {
  const exported = spawn('docker', ['export', container], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const unpacked = await run('tar', ['-C', folder, '--numeric-owner', '-xf', '-'], {
    input: exported.stdout,
  });
  if (unpacked.code !== 0) throw new Error(`slurm: unpacking the image failed: ${reason(unpacked)}.`);
}
