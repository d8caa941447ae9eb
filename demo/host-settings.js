// How this machine reaches its package registries, so that a build in a container reaches them as well.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.js';

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
const PIP_SETTINGS = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_TRUSTED_HOST', 'PIP_DEFAULT_TIMEOUT'];
const CA_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** The CA bundle programs of this machine use; undefined where there is none. */
export function caBundle() {
  const named = ['PIP_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'].map(
    (name) => process.env[name],
  );
  return [...named, ...CA_BUNDLES].find(
    (file) => file && statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}

/** @returns {Promise<Record<string, string>>} build arguments: proxies, and pip's index as pip itself sees it */
export async function buildArguments() {
  /** @type {Record<string, string>} */
  const args = {};
  for (const name of [...PROXIES, ...PIP_SETTINGS]) {
    const value = process.env[name];
    if (value) args[name] = value;
  }
  for (const setting of ['index-url', 'extra-index-url', 'trusted-host']) {
    const name = `PIP_${setting.toUpperCase().replaceAll('-', '_')}`;
    if (args[name]) continue;
    const { code, stdout } = await run('python3', ['-m', 'pip', 'config', 'get', `global.${setting}`], {
      deadlineMs: 10_000,
    });
    if (code === 0 && stdout.trim()) args[name] = stdout.trim().split(/\s+/).join(' ');
  }
  return args;
}

/** @returns {{id: string, codename: string} | undefined} undefined on anything but Debian and Ubuntu */
export function debianRelease(file = '/etc/os-release') {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const value = (/** @type {string} */ key) =>
    new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  const [id, codename] = [value('ID'), value('VERSION_CODENAME')];
  return (id === 'debian' || id === 'ubuntu') && codename ? { id, codename } : undefined;
}

/**
 * The mirror apt gets this release from: of the sources that offer it, the first; undefined where none says.
 * @param {string} codename
 */
export function aptMirror(codename, root = '/etc/apt') {
  const folder = path.join(root, 'sources.list.d');
  const files = [
    path.join(root, 'sources.list'),
    ...(existsSync(folder) ? readdirSync(folder).sort() : []).map((name) => path.join(folder, name)),
  ];
  for (const file of files.filter((name) => existsSync(name))) {
    const text = readFileSync(file, 'utf8');
    const found = file.endsWith('.sources') ? fromDeb822(text, codename) : fromOneLine(text, codename);
    if (found && (file.endsWith('.sources') || file.endsWith('.list'))) return found;
  }
  return undefined;
}

/** @param {string} text @param {string} codename */
function fromDeb822(text, codename) {
  for (const stanza of text.split(/\n\s*\n/)) {
    const field = (/** @type {string} */ name) =>
      new RegExp(`^${name}:(.*)$`, 'im').exec(stanza)?.[1]?.trim() ?? '';
    if (!field('Suites').split(/\s+/).includes(codename)) continue;
    const uri = field('URIs')
      .split(/\s+/)
      .find((value) => /^https?:/.test(value));
    if (uri && field('Enabled').toLowerCase() !== 'no') return uri;
  }
  return undefined;
}

/** @param {string} text @param {string} codename */
function fromOneLine(text, codename) {
  for (const line of text.split('\n')) {
    const [, uri, suite] = /^deb\s+(?:\[[^\]]*\]\s+)?(https?:\S+)\s+(\S+)/.exec(line.trim()) ?? [];
    if (uri && suite === codename) return uri;
  }
  return undefined;
}
