import path from 'node:path';
import { listIfThere } from '../../results/invocation.js';

const EVERY_MS = 100;
const INVOCATION = /^\d{8}_\d{6}-[0-9a-f]{1,64}$/;

/**
 * The name of the folder in which the launcher gathers an invocation, below a temporary folder of its own, before it copies
 * it to the cluster under the same name. It says so nowhere unless all goes well.
 */
function findLaunchFolder(tmpdir: string): string | undefined {
  return listIfThere(tmpdir)
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => listIfThere(path.join(tmpdir, name)))
    .find((entry) => entry.isDirectory() && INVOCATION.test(entry.name))?.name;
}

/**
 * Looks for that folder until it is there: it takes the launcher seconds to copy it, and it is gone as the launcher ends.
 * @returns what looks once more and ends the search; it answers whether there was one.
 */
export function watchLaunchFolder(tmpdir: string, onFound: (name: string) => void): () => string | undefined {
  let found: string | undefined;
  const look = (): void => {
    found ??= findLaunchFolder(tmpdir);
    if (found === undefined) return;
    clearInterval(timer);
    onFound(found);
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    if (found === undefined) look();
    clearInterval(timer);
    return found;
  };
}
