// Unmounts what a program that was cut off left mounted.
import { readFileSync } from 'node:fs';
import { run } from './command.js';

/** @param {string[]} folders absolute */
export async function unmountBelow(...folders) {
  // Spaces and the like are octal escapes there.
  const decode = (/** @type {string} */ text) =>
    text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => decode(line.split(' ')[1] ?? ''))
    .filter((mount) => folders.some((folder) => `${mount}/`.startsWith(`${folder}/`)));
  // The latest first: a mount may lie in another.
  for (const mount of mounts.reverse()) await run('umount', [mount], { deadlineMs: 10_000 });
}
