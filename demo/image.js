// Builds the demo's evaluation image, once per content of demo/image/.
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBaseImage, hasImage } from './base-image.js';
import { reason, run } from './command.js';
import { buildArguments, caBundle } from './host-settings.js';

const NAME = 'localhost/nemo-eval-demo';
const SOURCE = fileURLToPath(new URL('./image/', import.meta.url));
const CACHE = fileURLToPath(new URL('./.cache/', import.meta.url));
const BUILD_WITHIN_MS = 15 * 60_000;

/** The reference under which this content of demo/image/ is known. */
export function imageReference() {
  const hash = createHash('sha256');
  for (const name of readdirSync(SOURCE).sort()) {
    const content = readFileSync(path.join(SOURCE, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return `${NAME}:${hash.digest('hex').slice(0, 12)}`;
}

/**
 * @param {object} options
 * @param {Record<string, string | undefined>} options.env added to this process's; with DOCKER_HOST where one is needed
 * @param {(line: string) => void} options.log
 * @param {AbortSignal | undefined} [options.signal]
 * @param {string} [options.cacheDir] for temporary files
 * @returns {Promise<{image: string, seconds: number, built: boolean}>}
 */
export async function ensureImage({ env, log, signal, cacheDir = CACHE }) {
  const start = Date.now();
  const context = { env: { ...process.env, ...env }, log, signal, cacheDir };
  const image = imageReference();
  const built = !(await hasImage(image, context));
  if (built) await build(image, await ensureBaseImage(context), context);
  return { image, seconds: (Date.now() - start) / 1000, built };
}

/**
 * @param {string} image
 * @param {string} base
 * @param {import('./base-image.js').Context} context
 */
async function build(image, base, { env, log, signal, cacheDir }) {
  log(`building ${image} on ${base}`);
  const folder = path.join(cacheDir, `build-${process.pid}`);
  mkdirSync(cacheDir, { recursive: true });
  try {
    cpSync(SOURCE, folder, { recursive: true });
    const bundle = caBundle();
    // Copied in, as engines without BuildKit have no build mounts.
    if (bundle) copyFileSync(bundle, path.join(folder, 'ca.crt'));
    else writeFileSync(path.join(folder, 'ca.crt'), '');
    const settings = Object.entries({ BASE: base, ...(await buildArguments()) });
    const result = await run(
      'docker',
      [
        ...['build', '--force-rm', '--network', 'host', '-t', image, '-t', `${NAME}:latest`],
        ...settings.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
        folder,
      ],
      {
        env,
        deadlineMs: BUILD_WITHIN_MS,
        signal,
        onLine: (line) => /^Step \d|^#\d+ \[/.test(line) && log(`  ${line}`),
      },
    );
    if (result.code !== 0) {
      throw new Error(
        `demo: 'docker build' of demo/image failed: ${reason(result)}. Check that pip reaches its index from a container.`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
