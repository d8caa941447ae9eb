// The records that the legs of a matrix leave in the run that is collected.
import { createHash } from 'node:crypto';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { benchmarkOf } from './repository.js';
import { COLLECTED_RUN } from './runs.js';
import { readLeg } from './source.js';

/**
 * Uploads the records of so many legs, beside the large artifact of each.
 * @param {import('../local-runner/services.js').Services} services
 * @param {number} count
 */
export async function uploadLegs(services, count) {
  for (let index = 0; index < count; index++) {
    const task = `task${index}`;
    const strategy = { 'job-index': index, 'job-total': count };
    const { leg } = readLeg(JSON.stringify({ task }), JSON.stringify(strategy));
    if (!leg) throw new Error('no leg');
    const result = {
      schema_version: 1,
      state: 'success',
      verdict: 'NO-BASELINE',
      leg: { ...leg, attempt: 1 },
      candidate: { model: 'm', sha: null, ref: null, run_id: null },
      tasks: [{ task, index: 0, state: 'success', harness: null, runtime_seconds: 60, notes: [] }],
      benchmarks: [benchmarkOf(task, 0)],
      invalid: [],
    };
    const record = zipSync({
      'result.json': strToU8(JSON.stringify(result)),
      'scores.ndjson.gz': gzipSync(strToU8('')),
    });
    await upload(services, `eval_results-${leg.slug}`, zipSync({ 'summary.md': strToU8('') }));
    await upload(services, `eval_results-${leg.slug}.baseline`, record);
  }
}

/** @param {import('../local-runner/services.js').Services} services @param {string} name @param {Uint8Array} zip */
async function upload({ url, tokenFor }, name, zip) {
  const run = String(COLLECTED_RUN);
  const ids = { workflow_run_backend_id: run, workflow_job_run_backend_id: 'evaluate' };
  /** @param {string} method @param {object} message @returns {Promise<any>} */
  const call = async (method, message) => {
    const answer = await fetch(`${url}/twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokenFor(run, 'evaluate')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ ...ids, name, ...message }),
    });
    if (!answer.ok) throw new Error(`${method}: ${await answer.text()}`);
    return answer.json();
  };
  const created = await call('CreateArtifact', { version: 7, mime_type: 'application/zip' });
  await fetch(created.signed_upload_url, {
    method: 'PUT',
    body: Buffer.from(zip),
    headers: { 'x-ms-blob-type': 'BlockBlob' },
  });
  const hash = `sha256:${createHash('sha256').update(zip).digest('hex')}`;
  await call('FinalizeArtifact', { size: String(zip.length), hash });
}
