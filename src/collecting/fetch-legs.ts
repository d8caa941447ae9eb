import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ActionError, ConfigError, InfrastructureError, messageOf } from '../errors.js';
import { explainRefusal, type GitHub, statusOf } from '../github/rest.js';
import { compilePattern } from './match-pattern.js';
import {
  type LegArtifact,
  type Listing,
  MOST_NAMES,
  type RecordSource,
  UnreadableRecord,
} from './record-source.js';
import { unpackRecord } from './unpack-record.js';

/** A record's artifact: of this suffix, or with what is added where another job holds the name already. */
const RECORD = /^(.+)\.baseline(-.+-[0-9a-f]{8})?$/;
const LARGEST_ZIP = 1024 * (1 << 20);
const DOWNLOAD_TRIES = 3;
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
const PERMISSION = 'actions: read';

/** What the records of a run are fetched with. */
export interface RunArtifacts {
  github: GitHub;
  runId: string;
  /** Of the names of the legs' artifacts, with `*` and `?`; `.baseline` is left out. */
  pattern: string;
  /** Where records are unpacked. */
  dir: string;
}

/** The baseline records that the jobs of a workflow run uploaded. */
export function fromRunArtifacts({ github, runId, pattern, dir }: RunArtifacts): RecordSource {
  const { octokit, owner, repo } = github;
  const isWanted = compilePattern(pattern.replace(/\.baseline$/, ''));

  return {
    shown: `artifacts of this run that are called ${pattern}, with .baseline behind it`,
    async list() {
      const pages = octokit.paginate('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', {
        owner,
        repo,
        run_id: Number(runId),
        per_page: 100,
      });
      const all = await pages.catch((error) => {
        throw refusal(error, 'the artifacts of this run cannot be listed');
      });
      const newest = new Map<string, LegArtifact>();
      const others = new Set<string>();
      for (const { name, id } of all) {
        const base = RECORD.exec(name)?.[1];
        if (base === undefined || !isWanted(base)) {
          if (others.size < MOST_NAMES) others.add(name);
        } else if (id > (newest.get(name)?.id ?? -1)) newest.set(name, { name, id });
      }
      return { artifacts: [...newest.values()], others: [...others] } satisfies Listing;
    },
    async fetch({ name, id }) {
      const zip = path.join(dir, `${id}.zip`);
      try {
        await download(github, id, zip);
        const target = path.join(dir, String(id));
        await unpackRecord(zip, target);
        return target;
      } catch (error) {
        if (error instanceof UnreadableRecord) throw error;
        const status = statusOf(error);
        if (status === 404 || status === 410)
          throw new UnreadableRecord(status === 410 ? 'has expired' : 'is not there any more');
        throw refusal(error, `the artifact ${name} cannot be downloaded`);
      } finally {
        await rm(zip, { force: true });
      }
    },
  };
}

/** Downloads an artifact. A connection that breaks in the middle is tried anew; before it, the client does that. */
async function download({ octokit, owner, repo }: GitHub, id: number, file: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { data } = await octokit.request(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      {
        owner,
        repo,
        artifact_id: id,
        archive_format: 'zip',
        // The answer as it comes: a record of a million items is more than a step should hold in memory.
        request: { parseSuccessResponseBody: false, signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) },
      },
    );
    const body = Readable.fromWeb(data as Parameters<typeof Readable.fromWeb>[0]);
    try {
      await pipeline(body, atMost(LARGEST_ZIP), createWriteStream(file, { mode: 0o600 }));
      return;
    } catch (error) {
      const isOfDisk = (error as NodeJS.ErrnoException).syscall !== undefined && !isOfNetwork(error);
      if (tries === DOWNLOAD_TRIES || isOfDisk || error instanceof UnreadableRecord) throw error;
    }
  }
}

const isOfNetwork = (error: unknown): boolean =>
  /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|UND_)/.test(String((error as NodeJS.ErrnoException).code));

/** What the user can mend is the user's: the line of YAML is in the message. */
function refusal(error: unknown, what: string): ActionError {
  if (error instanceof ActionError) return error;
  const status = statusOf(error);
  const isTheirs = status === 401 || status === 403 || status === 404;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && status === undefined)
    return new InfrastructureError(`${what}: ${messageOf(error)}`);
  const message = `${what}: ${explainRefusal(error, PERMISSION)}`;
  return isTheirs && !/rate limit/i.test(message)
    ? new ConfigError(message)
    : new InfrastructureError(message);
}

function atMost(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > limit) done(new UnreadableRecord(`has more than ${limit / (1 << 20)} MiB`));
      else done(null, chunk);
    },
  });
}
