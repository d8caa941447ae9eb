import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { unzipSync } from 'fflate';
import { refuseLostRecords, uploadOpenRecord } from '../../../src/collecting/open/upload-open-record.js';
import { ConfigError, InfrastructureError } from '../../../src/errors.js';
import { type Services, startServices } from '../../../tools/local-runner/services.js';
import { INVOCATION } from '../../open-records/records.js';
import { tempDir } from '../../temp-dir.js';

const temp = tempDir();
let services: Services;
const before = { ...process.env };
beforeEach(async () => {
  services = await startServices();
  // What the client says of its progress.
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  // The client reads them itself.
  Object.assign(process.env, services.env, { GITHUB_RETENTION_DAYS: '90' });
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...before };
  await services.close();
});

const upload = (more: object = {}) =>
  uploadOpenRecord({
    invocationId: INVOCATION,
    tag: 'nea/1/2/3/evaluate',
    text: '{"a":1}\n',
    dir: temp.path,
    env: process.env,
    serverUrl: 'https://github.com',
    ...more,
  });

describe('the record of a submission', () => {
  it('is uploaded under the name by which it is found', async () => {
    const id = await upload({ retentionDays: 30 });
    const [artifact] = services.artifacts;
    expect(artifact).toMatchObject({ id: String(id), name: `nea-open-${INVOCATION}` });
    expect(Buffer.from(unzipSync(artifact!.bytes())['open-record.json']!).toString()).toBe('{"a":1}\n');
    expect(Date.parse(artifact!.expiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    expect(Date.parse(artifact!.expiresAt) - Date.now()).toBeLessThan(31 * 86_400_000);
  });

  it('under no other name where that is taken: the step fails, and prints the id', async () => {
    await upload();
    await expect(upload()).rejects.toThrow(InfrastructureError);
    await expect(upload()).rejects.toThrow(
      new RegExp(
        `^the record nea-open-${INVOCATION} could not be uploaded \\(this run has an artifact of that name already\\): the invocation ${INVOCATION} runs on`,
      ),
    );
    expect(services.artifacts).toHaveLength(1);
  });

  it('that the service does not take fails the step too', async () => {
    services.fail({ match: /CreateArtifact/, status: 400, times: 99 });
    await expect(upload()).rejects.toThrow(
      new RegExp(`the invocation ${INVOCATION} runs on, .* nea/1/2/3/evaluate$`),
    );
  });

  it('that is refused after its upload was begun is not told as a name that somebody has', async () => {
    services.fail({ match: /FinalizeArtifact/, status: 403 });
    await expect(upload()).rejects.toThrow(/could not be uploaded \(.*403/);
    await expect(upload({ mayBeThere: true })).rejects.toThrow(
      /could not be uploaded \(an earlier try has begun to upload it and was refused, as was said then/,
    );
  });

  it('that the disk does not take as well', async () => {
    await expect(upload({ dir: '/proc/nothing' })).rejects.toThrow(/could not be uploaded \(.*ENOENT/);
  });
});

describe('a job whose record nobody could find again', () => {
  const place = (changes: object = {}) => ({ env: process.env, serverUrl: 'https://github.com', ...changes });

  it('is refused before it submits', () => {
    expect(() => refuseLostRecords(place())).not.toThrow();
    expect(() => refuseLostRecords(place({ serverUrl: 'https://git.example.com' }))).toThrow(ConfigError);
    expect(() => refuseLostRecords(place({ retentionDays: 3 }))).toThrow(
      /kept for 3 days, and collect looks for it for 168/,
    );
    expect(() => refuseLostRecords(place({ retentionDays: 3 }), 48)).not.toThrow();
    expect(() => refuseLostRecords(place({ env: { GITHUB_RETENTION_DAYS: '2' } }))).toThrow(
      /kept for 2 days/,
    );
    expect(() => refuseLostRecords(place({ env: { GITHUB_RETENTION_DAYS: '90' } }))).toThrow(
      'wait: false leaves an artifact for collect, and this runner offers no artifact service',
    );
  });
});
