/** What a line of a script's answer begins with: shells of clusters greet, and warn, in between. */
const MARK = '@nea';
/** A disk or a daemon that hangs must not take the step with it. */
const SECONDS = 20;
const MOST_LINES = 400;

/**
 * Functions for a POSIX script that is read from stdin: `say KEY TEXT`, and `ask KEY COMMAND…`, which says each line
 * of what the command printed, and its exit code as `KEY.code`. No command may read on in the script.
 */
export const PRELUDE = `LC_ALL=C; export LC_ALL
say() { printf '${MARK} %s %s\\n' "$1" "$2"; }
has() { command -v "$1" >/dev/null 2>&1; }
limit() { if has timeout; then timeout ${SECONDS} "$@"; else "$@"; fi; }
tell() { printf '%s\\n' "$2" | head -n ${MOST_LINES} | while IFS= read -r line; do say "$1" "$line"; done; }
ask() { key=$1; shift; out=$(limit "$@" 2>&1 </dev/null); say "$key.code" $?; tell "$key" "$out"; }
`;

/** A text as one word of a POSIX shell. */
export function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What a script said, by key, each line without what does not print. */
export type Said = ReadonlyMap<string, readonly string[]>;

export function parseSaid(stdout: string): Said {
  const said = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const match = /^@nea (\S+) (.*)$/.exec(line);
    if (!match) continue;
    const [, key, text] = match as unknown as [string, string, string];
    const lines = said.get(key) ?? [];
    lines.push(text.replace(/\p{Cc}+/gu, ' ').trim());
    said.set(key, lines);
  }
  return said;
}

/** The first line under a key; '' where there is none. */
export function firstSaid(said: Said, key: string): string {
  return said.get(key)?.[0] ?? '';
}

/** The exit code of what was asked; undefined where it was not. */
export function codeOf(said: Said, key: string): number | undefined {
  const text = firstSaid(said, `${key}.code`);
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** What somebody else's command said, as part of a message: one line of a length that can be read. */
export function quoteAnswer(lines: readonly string[]): string {
  const text = lines.filter(Boolean).join('; ').replace(/\s+/g, ' ');
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

/** A line of `scontrol show config`. */
export function settingOf(said: Said, name: string): string | undefined {
  const line = (said.get('config') ?? []).find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : line.slice(line.indexOf('=') + 1).trim();
}
