import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../../errors.js';
import { compareCodePoints } from '../code-points.js';
import { type Bundle, isObject, type Json } from './bundle.js';
import { parsePythonJson } from './python-json.js';

/** The bundles of a folder, and what was passed over. */
export interface Discovered {
  /** By benchmark. */
  bundles: Map<string, Bundle>;
  /** What `nel gate` passes over, one line each: files without a name, folders with several bundles. */
  ignored: string[];
  /** Of these, files that do not say whose they are: they cannot be read, or name no benchmark. */
  lost: { file: string; message: string }[];
  /** What `nel gate` stops at: the benchmark, where it is known, and one line. */
  broken: { benchmark: string | undefined; file: string; message: string }[];
}

/** A folder of bundles, or an `eval-*.json` in one. */
export interface BundleFolder {
  /** Absolute. */
  path: string;
  /** As the user named it, for messages. */
  name: string;
}

/** Far above any bundle, whose items are in a file of their own. */
const LARGEST = 256 << 20;

/**
 * Finds the bundles of a folder, or of the folder that an `eval-*.json` lies in.
 * @throws ConfigError for a path that is neither.
 */
export function openBundles({ path: given, name }: BundleFolder): Discovered {
  const stats = statSync(given, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return discoverBundles(given, name);
  if (stats?.isFile() && isBundleName(path.basename(given)))
    return discoverBundles(path.dirname(given), path.posix.dirname(name));
  throw new ConfigError(
    `${name} ${stats ? 'is neither a folder nor an eval-*.json' : 'does not exist'}: give a folder with bundles (eval-*.json), or one of them`,
  );
}

/** Files of which nothing tells whose they are but their place, whether `nel gate` passes over them or stops at them. */
export function openNameless(folder: BundleFolder): { file: string; message: string; benchmark: string }[] {
  const { lost, broken } = openBundles(folder);
  const root = isFolder(folder.path) ? folder.name : path.posix.dirname(folder.name);
  return [...lost, ...broken.filter(({ benchmark }) => benchmark === undefined)].map(({ file, message }) => ({
    file,
    message,
    benchmark: nameByPlace(path.posix.relative(root, file)),
  }));
}

/** `nel eval run` writes `<benchmark>/eval-<time>-<benchmark>.json`. */
function nameByPlace(file: string): string {
  const { dir, name } = path.posix.parse(file);
  return dir === '' ? name.replace(/^eval-(\d[\dTZ_.+-]*-)?/, '') || name : path.posix.basename(dir);
}

/** Whether a path is a bundle, or a folder that has some where `nel gate` looks for them. */
export function holdsBundles(given: string): boolean {
  if (!isFolder(given)) return isBundleName(path.basename(given));
  const entries = listNames(given);
  const folders = entries.map((name) => path.join(given, name)).filter(isFolder);
  return entries.some(isBundleName) || folders.some((folder) => listNames(folder).some(isBundleName));
}

/**
 * Finds the bundles of a folder as `nel gate` does: `eval-*.json` in it, then in the folders in it, one level down; a
 * bundle's benchmark is the name it states, not its path.
 * @param folder an absolute path of a folder that is there.
 * @param shown how messages call it.
 */
export function discoverBundles(folder: string, shown: string): Discovered {
  const found: Discovered = { bundles: new Map(), ignored: [], lost: [], broken: [] };
  const duplicates = new Set<string>();
  const register = (relative: string): void => {
    const bundle = readBundle(path.join(folder, relative), path.posix.join(shown, relative), found);
    if (!bundle) return;
    const first = found.bundles.get(bundle.benchmark);
    if (first) {
      duplicates.add(bundle.benchmark);
      found.broken.push({
        benchmark: bundle.benchmark,
        file: bundle.name,
        message: `${first.name} and ${bundle.name} both hold the benchmark ${bundle.benchmark}: keep one of them`,
      });
    } else found.bundles.set(bundle.benchmark, bundle);
  };
  const entries = listNames(folder);
  for (const name of entries.filter(isBundleName)) register(name);
  for (const name of entries.filter((entry) => isFolder(path.join(folder, entry)))) {
    const inside = listNames(path.join(folder, name)).filter(isBundleName);
    if (inside.length === 1) register(path.posix.join(name, inside[0]!));
    else if (inside.length > 1)
      found.ignored.push(
        `${path.posix.join(shown, name)} has ${inside.length} bundles (${inside.slice(0, 3).join(', ')}): none of them is read, keep one`,
      );
  }
  for (const benchmark of duplicates) found.bundles.delete(benchmark);
  return found;
}

function listNames(folder: string): string[] {
  return readdirSync(folder).sort(compareCodePoints);
}

function isBundleName(name: string): boolean {
  return name.startsWith('eval-') && name.endsWith('.json');
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readBundle(file: string, name: string, found: Discovered): Bundle | undefined {
  const ignore = (why: string): undefined => void found.ignored.push(`${name} ${why}: it is not read`);
  const refuse = (why: string): undefined =>
    void found.broken.push({ benchmark: undefined, file: name, message: `${name} ${why}` });
  const lose = (why: string): undefined => {
    ignore(why);
    found.lost.push({ file: name, message: `${name} ${why}` });
  };
  const bytes = readBytes(file);
  if (typeof bytes === 'string') return lose(bytes);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('is not UTF-8 text: save it as UTF-8');
  }
  let content: Json;
  try {
    content = parsePythonJson(text) as Json;
  } catch {
    return lose('is not JSON (cut off, or empty)');
  }
  if (!isObject(content)) return refuse('is JSON, but no mapping: a bundle has a benchmark with a name');
  const benchmark = Object.hasOwn(content, 'benchmark') ? content['benchmark'] : {};
  if (!isObject(benchmark)) return refuse('has a benchmark that is not a mapping with a name');
  const benchmarkName = benchmark['name'] ?? null;
  if (benchmarkName === null) return lose('names no benchmark');
  if (typeof benchmarkName !== 'string') return refuse('has a benchmark.name that is not text');
  return { benchmark: benchmarkName, path: file, name, content };
}

/** The bytes of a file, or why there are none. */
function readBytes(file: string): Buffer | string {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return 'is not a file';
    if (stats.size > LARGEST) return `has more than ${LARGEST >> 20} MiB`;
    return readFileSync(file);
  } catch (error) {
    return `cannot be opened (${(error as NodeJS.ErrnoException).code})`;
  }
}
