import { type ListedArtifact, type RecordStore, StoreRefusal } from '../baseline/record-store.js';
import { fetchRecord } from '../baseline/search.js';
import { ConfigError, InfrastructureError } from '../errors.js';
import { compilePattern } from './match-pattern.js';
import { type Listing, MOST_NAMES, type RecordSource, UnreadableRecord } from './record-source.js';

/** A record's artifact: of this suffix, or with what is added where another job holds the name already. */
const RECORD = /^(.+)\.baseline(-.+-[0-9a-f]{8})?$/;

/** What the records of a run are fetched with. */
export interface RunArtifacts {
  store: RecordStore;
  runId: number;
  /** Of the names of the legs' artifacts, with `*` and `?`; `.baseline` is left out. */
  pattern: string;
  /** Where records are unpacked. */
  dir: string;
}

/** The baseline records that the jobs of a workflow run uploaded. */
export function fromRunArtifacts({ store, runId, pattern, dir }: RunArtifacts): RecordSource {
  const isWanted = compilePattern(pattern.replace(/\.baseline$/, ''));
  const listed = new Map<number, ListedArtifact>();

  return {
    shown: `artifacts of this run that are called ${pattern}, with .baseline behind it`,
    async list() {
      const all = await store.listAllRunArtifacts(runId).catch((error) => {
        throw explain(error, 'the artifacts of this run cannot be listed');
      });
      const newest = new Map<string, ListedArtifact>();
      const others = new Set<string>();
      for (const artifact of all) {
        const { name, id } = artifact;
        const base = RECORD.exec(name)?.[1];
        if (base === undefined || !isWanted(base)) {
          if (others.size < MOST_NAMES) others.add(name);
        } else if (id > (newest.get(name)?.id ?? -1)) newest.set(name, artifact);
      }
      for (const artifact of newest.values()) listed.set(artifact.id, artifact);
      const artifacts = [...newest.values()].map(({ name, id }) => ({ name, id }));
      return { artifacts, others: [...others] } satisfies Listing;
    },
    async fetch({ name, id }) {
      try {
        return await fetchRecord(store, listed.get(id)!, dir);
      } catch (error) {
        if (error instanceof StoreRefusal && (error.kind === 'expired' || error.kind === 'broken'))
          throw new UnreadableRecord(error.message);
        throw explain(error, `the artifact ${name} cannot be downloaded`);
      }
    },
  };
}

/** What the user can mend is the user's: the line of YAML is in the message. */
function explain(error: unknown, what: string): unknown {
  if (!(error instanceof StoreRefusal)) return error;
  const message = `${what}: ${error.message}`;
  return error.kind === 'permission' ? new ConfigError(message) : new InfrastructureError(message);
}
