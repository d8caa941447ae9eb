import { ConfigError } from '../errors.js';
import { isJobId } from '../slurm/remote-words.js';

/** What a text from a record must look like before it goes anywhere near a shell: the launcher quotes none of them. */
export interface Form {
  /** How messages call it. */
  shown: string;
  accepts: (text: string) => boolean;
}

const LONGEST_PATH = 1024;

function pattern(shown: string, expression: RegExp): Form {
  return { shown, accepts: (text) => expression.test(text) };
}

export const INVOCATION_ID = pattern('8 to 32 hexadecimal digits', /^[0-9a-f]{8,32}$/);
/** What a record may name and what a script takes is one form: one that only the record took would end every look. */
export const SLURM_JOB_ID: Form = { shown: 'a Slurm job id, at most 12 digits', accepts: isJobId };
export const LEPTON_NAME = pattern(
  'a name of lower-case letters, digits and hyphens',
  /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
);
export const HOST = pattern(
  'a host name of letters, digits and . _ - that does not start with a hyphen',
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/,
);
export const USER = pattern(
  'a user name of letters, digits and . _ - that does not start with a hyphen',
  /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/,
);
export const ACCOUNT = pattern(
  'an account of letters, digits and . _ - that does not start with a hyphen',
  /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
);
export const WORKSPACE = pattern(
  'the id of a Lepton workspace, of letters, digits and . _ -',
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
);
export const REMOTE_PATH: Form = {
  shown: 'an absolute path of letters, digits and . _ / - without ..',
  accepts: (text) => text.length <= LONGEST_PATH && /^\/[A-Za-z0-9._/-]+$/.test(text) && !text.includes('..'),
};
export const TAG = pattern(
  'nea/<repository>/<run>/<attempt>/<leg>, and /pr<number> for a pull request',
  /^nea\/\d{1,20}\/\d{1,20}\/\d{1,6}\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}(\/pr\d{1,10})?$/,
);
export const COMMIT = pattern('40 or 64 hexadecimal digits', /^[0-9a-f]{40}([0-9a-f]{24})?$/);

/** Whether a path is a folder, or lies in it. */
export function isBelow(path: string, folder: string): boolean {
  const base = folder.replace(/\/+$/, '');
  return path === base || path.startsWith(`${base}/`);
}

/** Holds an input to a form. @throws ConfigError naming both. */
export function requireForm(text: string, form: Form, input: string): string {
  if (form.accepts(text)) return text;
  const flat = JSON.stringify(text.replace(/\s+/g, ' ').slice(0, 80));
  throw new ConfigError(`input ${input} is ${flat}: allowed is ${form.shown}`);
}
