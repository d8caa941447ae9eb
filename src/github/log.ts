import { randomBytes } from 'node:crypto';
import * as core from '@actions/core';
import type { Location } from '../errors.js';

/** What the stories say, and where it goes. Everything that may hold foreign text passes through here. */
export interface Log {
  info(line: string): void;
  warn(message: string, location?: Location): void;
  error(message: string, location?: Location): void;
  /** A folded group of text from elsewhere, which can neither issue workflow commands nor end the group. */
  foreign(title: string, text: string): void;
  group(title: string, lines: readonly string[]): void;
  mask(value: string): void;
  /** Adds Markdown to the job summary; without one it is left out. */
  summary(markdown: string): Promise<void>;
}

/** Lines of a foreign log that are shown; the whole is in the artifact. */
const MAX_LINES = 400;
const MAX_LINE = 2_000;

/** A line that the runner cannot take for a command: it looks for `::` at the start, and `##[` anywhere. */
export function defuse(line: string): string {
  return line
    .replace(/\r/g, ' ')
    .replace(/^([\s\u0085\u200b]*)::/, '$1: :')
    .replaceAll('##[', '# #[');
}

/** An annotation is one line, whatever a key or a value in it brings along. */
function onOneLine(message: string): string {
  return defuse(message.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' '));
}

function annotationAt(location: Location | undefined): core.AnnotationProperties {
  if (!location) return {};
  return {
    file: location.file,
    ...(location.line === undefined ? {} : { startLine: location.line }),
    ...(location.column === undefined ? {} : { startColumn: location.column }),
  };
}

export const log: Log = {
  info: (line) => core.info(line.split('\n').map(defuse).join('\n')),
  warn: (message, location) => core.warning(onOneLine(message), annotationAt(location)),
  error: (message, location) => core.error(onOneLine(message), annotationAt(location)),
  group: (title, lines) => {
    core.startGroup(defuse(title));
    for (const line of lines.flatMap((text) => text.split('\n'))) core.info(defuse(line));
    core.endGroup();
  },
  foreign: (title, text) => {
    const lines = text.split('\n');
    const shown = lines.slice(-MAX_LINES);
    core.startGroup(defuse(title));
    if (lines.length > shown.length)
      core.info(`[${lines.length - shown.length} earlier lines are in the artifact]`);
    // A token that nobody can guess: until it comes again, the runner takes nothing for a command.
    const token = randomBytes(16).toString('hex');
    core.info(`::stop-commands::${token}`);
    for (const line of shown) {
      core.info(defuse(line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} […]` : line));
    }
    core.info(`::${token}::`);
    core.endGroup();
  },
  mask: (value) => core.setSecret(value),
  summary: async (markdown) => {
    try {
      await core.summary.addRaw(markdown, true).write();
    } catch (error) {
      core.warning(`the job summary could not be written: ${(error as Error).message}`);
    }
  },
};
