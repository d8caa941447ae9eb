import { createHash } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HttpClient } from '@actions/http-client';
import { type ListedArtifact, StoreRefusal } from '../baseline/record-store.js';
import { messageOf } from '../errors.js';
import { toRefusal } from './refusal.js';
import { type GitHub, statusOf } from './rest.js';

/** A record has kilobytes; one of millions of items, or a whole artifact that somebody names, may have more. */
const MOST_BYTES = 1024 * 2 ** 20;
/** Without a byte. */
const SILENCE_MS = 60_000;
const TIMEOUT_MS = 15 * 60_000;
const TRIES = 3;

/**
 * Downloads the zip of an artifact to a file, and holds it to the digest that the API tells.
 * @throws StoreRefusal with a reason that goes on after "the record of …"; the file is not there then.
 */
export async function downloadArtifact(
  github: GitHub,
  artifact: ListedArtifact,
  file: string,
): Promise<void> {
  if (artifact.sizeBytes > MOST_BYTES)
    throw new StoreRefusal(
      'broken',
      `it has ${artifact.sizeBytes} bytes, and ${MOST_BYTES} is the most${artifact.name.endsWith('.baseline') ? '' : `: name its record, ${artifact.name}.baseline`}`,
    );
  const { HttpClient } = await import('@actions/http-client');
  // The address is signed for whoever has it: it gets no token.
  const client = new HttpClient('nemo-eval-action', [], { socketTimeout: SILENCE_MS });
  try {
    for (let attempt = 1; ; attempt++) {
      const url = await signedUrl(github, artifact);
      try {
        await saveTo(file, client, url, artifact);
        return;
      } catch (error) {
        rmSync(file, { force: true });
        if (error instanceof StoreRefusal) throw error;
        if (attempt >= TRIES || isOfDisk(error))
          throw new StoreRefusal('unavailable', `could not be downloaded: ${messageOf(error)}`);
      }
    }
  } finally {
    client.dispose();
  }
}

/** What the disk does not take will not be taken the next time. */
function isOfDisk(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES'].includes(String((error as NodeJS.ErrnoException).code));
}

async function signedUrl({ octokit, owner, repo }: GitHub, artifact: ListedArtifact): Promise<string> {
  try {
    const answer = await octokit.request(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      { owner, repo, artifact_id: artifact.id, archive_format: 'zip', request: { redirect: 'manual' } },
    );
    const { location } = (answer as { headers: { location?: string } }).headers;
    if (!location) throw new StoreRefusal('unavailable', 'could not be downloaded: GitHub names no address');
    return location;
  } catch (error) {
    const status = statusOf(error);
    if (status === 410) throw new StoreRefusal('expired', 'has expired');
    if (status === 404) throw new StoreRefusal('expired', 'has been deleted');
    throw toRefusal(error, 'actions: read');
  }
}

async function saveTo(
  file: string,
  client: HttpClient,
  url: string,
  artifact: ListedArtifact,
): Promise<void> {
  const { message } = await client.get(url);
  if (message.statusCode !== 200) {
    message.resume();
    if (message.statusCode === 404 || message.statusCode === 410)
      throw new StoreRefusal('expired', 'is not there any more');
    throw new Error(`its store answered ${message.statusCode}`);
  }
  let bytes = 0;
  const hash = createHash('sha256');
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(
        bytes > MOST_BYTES ? new StoreRefusal('broken', `it has more than ${MOST_BYTES} bytes`) : null,
        chunk,
      );
    },
  });
  const options = { signal: AbortSignal.timeout(TIMEOUT_MS) };
  await pipeline(message, measure, createWriteStream(file, { mode: 0o600 }), options);
  const digest = `sha256:${hash.digest('hex')}`;
  if (artifact.digest && artifact.digest !== digest)
    throw new Error('what came is not what was uploaded: its digest differs');
}
