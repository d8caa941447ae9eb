import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Listing } from './list-files.js';
import { redactFile, scanFile } from './scan-file.js';
import type { SecretForms } from './secret-forms.js';

/** A folder ready for upload: links to clean files, copies of redacted ones. */
export interface Stage {
  root: string;
  /** Absolute paths inside root. */
  files: string[];
  /** Targets of files whose copy was redacted. */
  redacted: string[];
  /** Targets left out, with the reason. */
  skipped: { target: string; reason: string }[];
}

/** Scans every listed file for secrets and lays out what may be uploaded. */
export async function stageFiles(listing: Listing, forms: SecretForms, root: string): Promise<Stage> {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const stage: Stage = { root, files: [], redacted: [], skipped: [...listing.skipped] };
  for (const { source, target } of listing.files) {
    const staged = path.join(root, target);
    if (namesSecret(target, forms)) {
      stage.skipped.push({ target: 'a file', reason: 'has a secret in its name' });
      continue;
    }
    try {
      mkdirSync(path.dirname(staged), { recursive: true });
      const found = await scanFile(source, forms);
      if (found === 'clean') symlinkSync(source, staged);
      else if (found === 'binary' || !(await redactFile(source, staged, forms))) {
        rmSync(staged, { force: true });
        stage.skipped.push({ target, reason: 'holds a secret that cannot be redacted in it' });
        continue;
      } else stage.redacted.push(target);
      stage.files.push(staged);
    } catch (error) {
      rmSync(staged, { force: true });
      // A full disk is no fault of the file: the caller tries another place.
      if (['ENOSPC', 'EDQUOT', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      stage.skipped.push({
        target,
        reason: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      });
    }
  }
  return stage;
}

function namesSecret(target: string, forms: SecretForms): boolean {
  const bytes = Buffer.from(target, 'utf8');
  return [...forms.plain, ...forms.base64].some((form) => bytes.includes(form));
}
