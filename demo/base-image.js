// The image the demo's evaluation image is built on: pulled where a registry answers, else made with debootstrap.
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installPackages, whyNotInstall } from './apt.js';
import { reason, run } from './command.js';
import { aptMirror, debianRelease } from './host-settings.js';
import { unmountBelow } from './mounts.js';

const PULLED = 'python:3.11-slim-bookworm';
const REGISTRY_ANSWERS_WITHIN_MS = 8000;
const PULL_WITHIN_MS = 10 * 60_000;
const MADE = 'localhost/nemo-eval-base';
const PACKAGES = 'ca-certificates,python3,python3-venv,python3-pip,curl';

/**
 * @typedef {{env: NodeJS.ProcessEnv, log: (line: string) => void, cacheDir: string, signal?: AbortSignal | undefined}} Context
 */

/**
 * @param {Context} context
 * @returns {Promise<string>} a reference that the engine has
 */
export async function ensureBaseImage(context) {
  const release = debianRelease();
  const made = `${MADE}:${release?.codename ?? 'none'}`;
  for (const image of [PULLED, made]) if (await hasImage(image, context)) return image;

  context.log(`base image: pulling ${PULLED}`);
  // The first output comes once the registry has answered; until then it may be a network that swallows packets.
  const pull = await run('docker', ['pull', PULLED], {
    env: context.env,
    firstOutputMs: REGISTRY_ANSWERS_WITHIN_MS,
    deadlineMs: PULL_WITHIN_MS,
    signal: context.signal,
  });
  if (pull.code === 0) return PULLED;
  context.log(`base image: no pull (${reason(pull)}); making ${made} with debootstrap`);
  if (!release) {
    throw new Error(
      `demo: base image ${PULLED} cannot be pulled and only Debian or Ubuntu can make one: run 'docker pull ${PULLED}' where a registry answers, or 'docker load' it.`,
    );
  }
  await makeBaseImage(made, release, context);
  return made;
}

/**
 * @param {string} image
 * @param {{env: NodeJS.ProcessEnv, signal?: AbortSignal | undefined}} context
 */
export async function hasImage(image, { env, signal }) {
  const { code } = await run('docker', ['image', 'inspect', image], { env, deadlineMs: 20_000, signal });
  return code === 0;
}

/**
 * @param {string} image
 * @param {{id: string, codename: string}} release
 * @param {Context} context
 */
async function makeBaseImage(image, { id, codename }, { env, log, cacheDir, signal }) {
  const why = whyNotInstall();
  if (why) throw new Error(`demo: base image ${image} needs debootstrap run by root: ${why}.`);
  await installPackages(['debootstrap'], { log, signal, unless: ['debootstrap'] });

  mkdirSync(cacheDir, { recursive: true });
  const root = path.join(cacheDir, 'rootfs');
  const archive = path.join(cacheDir, 'rootfs.tar');
  const clean = async () => {
    // debootstrap mounts /proc and /sys there; nothing may be removed through them.
    await unmountBelow(root);
    for (const what of [root, archive]) rmSync(what, { recursive: true, force: true });
  };
  await clean();
  try {
    const mirror = aptMirror(codename);
    const components = id === 'ubuntu' ? ['--components=main,universe'] : [];
    const arguments_ = ['--variant=minbase', `--include=${PACKAGES}`, ...components, codename, root];
    await must('debootstrap', mirror ? [...arguments_, mirror] : arguments_);
    // What apt fetched is of no use in the image: a third of its size.
    for (const waste of ['var/cache/apt/archives', 'var/lib/apt/lists']) {
      rmSync(path.join(root, waste), { recursive: true, force: true });
      mkdirSync(path.join(root, waste, 'partial'), { recursive: true });
    }
    await must('tar', ['-C', root, '-cf', archive, '.']);
    await must('docker', ['import', '-', image], { input: createReadStream(archive) });
  } finally {
    await clean();
  }

  /** @param {string} program @param {string[]} args @param {import('./command.js').CommandOptions} [more] */
  async function must(program, args, more = {}) {
    const result = await run(program, args, { env: { ...env, LC_ALL: 'C' }, signal, ...more });
    if (result.code !== 0) {
      throw new Error(
        `demo: making the base image failed in ${program}: ${reason(result)}. Repair that and run again.`,
      );
    }
  }
}
