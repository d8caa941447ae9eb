import { isRemotePath, quoteWord } from './remote-words.js';
import { frameOf, readFrames, SCRIPT_HEAD } from './script-frames.js';

/** Asks which of these folders are not there. @throws Error where one is no path that may be asked for. */
export function missingFoldersScript(dirs: readonly string[], nonce: string): string {
  for (const dir of dirs)
    if (!isRemotePath(dir)) throw new Error(`${JSON.stringify(dir)} is no path that may be asked for`);
  return `${SCRIPT_HEAD}
${frameOf(nonce)}
frame missing
${dirs.map((dir) => `[ -d ${quoteWord(dir)} ] || echo ${quoteWord(dir)}`).join('\n')}
frame end
`;
}

/** The folders that are not there; none where the answer was cut short. */
export function readMissingFolders(answer: string, nonce: string): string[] {
  const frames = readFrames(answer, nonce);
  if (frames.at(-1)?.title !== 'end') return [];
  return frames.filter(({ title }) => title === 'missing').flatMap(({ lines }) => lines.filter(isRemotePath));
}
