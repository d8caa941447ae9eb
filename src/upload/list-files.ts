import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import type { ArtifactContents } from '../inputs.js';

/** A file to upload: where it is, and where it goes in the artifact. */
export interface UploadFile {
  source: string;
  /** With forward slashes. */
  target: string;
  size: number;
}

/** What to upload, and what was left out and why. */
export interface Listing {
  files: UploadFile[];
  skipped: { target: string; reason: string }[];
}

/** Characters that abort a whole upload where a path has one. */
const FORBIDDEN = /["<>|:*?\r\n]/;

/** Scores and settings, without the text of samples, requests and harness logs. */
const RESULT_FILES =
  /(^|\/)(results\.yml|run_config\.yml|metadata\.yaml|eval_factory_metrics\.json|byob_results\.json|results_[^/]*\.json|runtime_\d+\.json|stage\.[a-z-]+|stdout\.log)$/;

/**
 * Lists a folder for upload. Links are followed only where they stay inside it; sockets, pipes, secrets and names
 * that GitHub refuses are left out.
 * @param prefix the folder's place in the artifact.
 */
export function listForUpload(root: string, prefix: string, contents: ArtifactContents): Listing {
  const listing: Listing = { files: [], skipped: [] };
  const realRoot = realpathSync(root);
  walk(root, prefix);
  return listing;

  function walk(folder: string, target: string): void {
    let names: string[];
    try {
      names = readdirSync(folder).sort();
    } catch (error) {
      listing.skipped.push({ target, reason: `cannot be read (${(error as NodeJS.ErrnoException).code})` });
      return;
    }
    for (const name of names) {
      const entry = { source: path.join(folder, name), target: `${target}/${name}` };
      const reason = visit(entry.source, entry.target);
      if (reason) listing.skipped.push({ target: entry.target, reason });
    }
  }

  /** Takes an entry, or answers why not; what must never be taken is not worth a word. */
  function visit(source: string, target: string): string | undefined {
    if (path.basename(source) === '.secrets.env') return undefined;
    const stats = look(() => lstatSync(source));
    if (!stats) return 'vanished';
    if (FORBIDDEN.test(path.basename(source)))
      return 'has a character in its name that artifacts cannot have';
    if (stats.isSymbolicLink()) return visitLink(source, target);
    if (stats.isDirectory()) walk(source, target);
    else if (stats.isFile()) add(source, target, stats);
    else return 'is not a file';
    return undefined;
  }

  function visitLink(source: string, target: string): string | undefined {
    const real = look(() => realpathSync(source));
    const stats = look(() => statSync(source));
    if (!real || !stats) return 'is a link to nothing';
    if (!real.startsWith(`${realRoot}${path.sep}`)) return 'is a link that leads outside';
    if (path.basename(real) === '.secrets.env') return undefined;
    if (!stats.isFile()) return 'is a link to a folder, which is uploaded in its own place';
    add(real, target, stats);
    return undefined;
  }

  function add(source: string, target: string, stats: Stats): void {
    if (contents === 'full' || RESULT_FILES.test(target))
      listing.files.push({ source, target, size: stats.size });
  }
}

function look<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
