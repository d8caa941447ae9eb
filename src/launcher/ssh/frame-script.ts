import { randomBytes } from 'node:crypto';

/** A script wrapped so that its own words can be told from those of login shells. */
export interface Frame {
  /** What goes to `sh -s` by stdin. */
  text: string;
  mark: string;
}

/**
 * Wraps a script. The parentheses make sh read all of it before it runs any: a connection that breaks meanwhile leaves
 * no half-done work. Its exit code is said in words, as 255 is what ssh exits with when the connection fails.
 */
export function frameScript(script: string): Frame {
  const mark = `nea-${randomBytes(12).toString('hex')}`;
  const lines = [
    'cd 2>/dev/null',
    `printf '\\n%s\\n' ${mark}`,
    `printf '\\n%s\\n' ${mark} >&2`,
    '(',
    script,
    ') </dev/null',
    `printf '\\n%s %d\\n' ${mark} "$?"`,
  ];
  return { text: `${lines.join('\n')}\n`, mark };
}

/** What came back. Without `started` the script never ran; without `code` it has not come to its end. */
export interface Unframed {
  started: boolean;
  code?: number;
  stdout: string;
  stderr: string;
}

/** Takes the script's words out of what was heard. */
export function readFrame({ mark }: Frame, stdout: string, stderr: string): Unframed {
  const said = after(stdout, `\n${mark}\n`);
  const complained = after(stderr, `\n${mark}\n`) ?? stderr;
  if (said === undefined) return { started: false, stdout, stderr };
  const at = said.lastIndexOf(`\n${mark} `);
  const code = at < 0 ? undefined : /^\d+(?=\n)/.exec(said.slice(at + mark.length + 2))?.[0];
  if (code === undefined) return { started: true, stdout: said, stderr: complained };
  return { started: true, code: Number(code), stdout: said.slice(0, at), stderr: complained };
}

function after(text: string, mark: string): string | undefined {
  const at = text.indexOf(mark);
  return at < 0 ? undefined : text.slice(at + mark.length);
}
