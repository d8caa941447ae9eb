import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../errors.js';
import { type LegArtifact, type Listing, MOST_NAMES, type RecordSource } from './record-source.js';

/** Whether an input names a folder: no artifact's name has a slash. */
export function isFolderName(from: string): boolean {
  return from.includes('/');
}

/**
 * The records in a folder of unpacked artifacts, a folder each, as actions/download-artifact leaves them; or the one
 * record that the folder itself is. Of a leg's two artifacts the small one is read.
 * @param shown the folder as the user named it.
 */
export function fromArtifactFolders(dir: string, shown: string): RecordSource {
  const places = new Map<string, string>();
  return {
    shown: `folders with a result.json in ${shown}`,
    async list() {
      const own = recordIn(dir);
      if (own !== undefined) {
        places.set(path.basename(dir), own);
        return { artifacts: [{ name: path.basename(dir), id: 0 }], others: [] };
      }
      const names = listFolders(dir, shown);
      const others: string[] = [];
      const artifacts: LegArtifact[] = [];
      for (const [id, name] of names.entries()) {
        const place = recordIn(path.join(dir, name));
        if (place === undefined) others.push(name);
        else if (!names.includes(`${name}.baseline`)) {
          places.set(name, place);
          artifacts.push({ name, id });
        }
      }
      return { artifacts, others: others.slice(0, MOST_NAMES) } satisfies Listing;
    },
    async fetch({ name }) {
      return places.get(name)!;
    },
  };
}

/** The folder of the record in an artifact: the small one is a record, the large one has it among our files. */
function recordIn(dir: string): string | undefined {
  return [dir, path.join(dir, 'nemo-eval')].find((place) =>
    statSync(path.join(place, 'result.json'), { throwIfNoEntry: false })?.isFile(),
  );
}

function listFolders(dir: string, shown: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new ConfigError(
      `input from: the folder ${shown} ${why}; a name without a slash is a pattern of artifacts of this run`,
    );
  }
}
