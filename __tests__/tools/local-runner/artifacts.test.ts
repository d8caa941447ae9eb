import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runAction } from '../../../tools/local-runner/run-action.js';
import { type Services, startServices } from '../../../tools/local-runner/services.js';
import { CLIENTS, createSandbox, type Sandbox } from './script-action.js';

let services: Services;
let sandbox: Sandbox;

beforeEach(async () => {
  services = await startServices();
  sandbox = createSandbox();
});

afterEach(async () => {
  await services.close();
  sandbox.remove();
});

/** Runs a script with the real clients and returns what it put into its only output. */
async function runScript(main: string): Promise<unknown> {
  const result = await runAction({ actionDir: sandbox.action({ main: CLIENTS + main }), services });
  if (result.exitCode !== 0) throw new Error(result.log);
  return JSON.parse(result.outputs['result'] ?? 'null');
}

describe('the real artifact client', () => {
  it('uploads, lists and downloads within the run and from another one', async () => {
    const result = await runScript(`
      fs.writeFileSync('scores.json', '{"mmlu":0.5}');
      fs.writeFileSync('report.html', '<h1>Scores</h1>');
      const zip = await artifacts.uploadArtifact('scores', ['scores.json'], '.', { retentionDays: 3 });
      const page = await artifacts.uploadArtifact('ignored', ['report.html'], '.', { skipArchive: true });
      const { artifacts: listed } = await artifacts.listArtifacts();
      const expectedHash = 'sha256:' + zip.digest;
      const inner = await artifacts.downloadArtifact(zip.id, { path: 'inner', expectedHash });
      await artifacts.downloadArtifact(page.id, { path: 'page' });
      const findBy = {
        token: 'ghs_test', workflowRunId: 1, repositoryOwner: 'octo', repositoryName: 'models',
      };
      const outside = await artifacts.listArtifacts({ findBy });
      const got = await artifacts.getArtifact('scores', { findBy });
      await artifacts.downloadArtifact(zip.id, { path: 'outer', expectedHash, findBy });
      const deleted = await artifacts.deleteArtifact('scores', { findBy });
      const left = await artifacts.listArtifacts();
      core.setOutput('result', {
        digest: zip.digest,
        listed: listed.map(({ name, digest }) => ({ name, digest })),
        outside: outside.artifacts.map(({ name }) => name),
        got: got.artifact.id === zip.id,
        mismatch: inner.digestMismatch,
        files: ['inner/scores.json', 'outer/scores.json', 'page/report.html'].map((f) => fs.readFileSync(f, 'utf8')),
        deleted: deleted.id === zip.id,
        left: left.artifacts.map(({ name }) => name),
      });
    `);
    const digest = (result as { digest: string }).digest;
    expect(result).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      listed: [
        { name: 'scores', digest: `sha256:${digest}` },
        { name: 'report.html', digest: expect.stringMatching(/^sha256:/) },
      ],
      outside: expect.arrayContaining(['scores', 'report.html']),
      got: true,
      mismatch: false,
      files: ['{"mmlu":0.5}', '{"mmlu":0.5}', '<h1>Scores</h1>'],
      deleted: true,
      left: ['report.html'],
    });
    const [page] = services.artifacts;
    expect(page).toMatchObject({ name: 'report.html', mimeType: 'text/html', runId: '1', size: 15 });
    expect(page?.bytes().toString()).toBe('<h1>Scores</h1>');
  });

  it('is refused a name that is taken, with GitHub’s words', async () => {
    const message = await runScript(`
      fs.writeFileSync('a.txt', 'a');
      await artifacts.uploadArtifact('same', ['a.txt'], '.');
      const error = await artifacts.uploadArtifact('same', ['a.txt'], '.').catch((e) => e);
      core.setOutput('result', JSON.stringify(error.message));
    `);
    expect(message).toContain(
      '(409) Conflict: an artifact with this name already exists on the workflow run',
    );
  });

  it('survives an internal error, a dropped upload, and sends the blocks of a large file', async () => {
    const create = services.fail({ match: /CreateArtifact/ });
    const upload = services.fail({ match: /comp=block&/, drop: true });
    const digest = await runScript(`
      fs.writeFileSync('large.bin', Buffer.alloc(20 * 2 ** 20, 'checkpoint'));
      const { digest } = await artifacts.uploadArtifact('x', ['large.bin'], '.', { skipArchive: true });
      core.setOutput('result', JSON.stringify(digest));
    `);
    expect([create.hits, upload.hits]).toEqual([1, 1]);
    const expected = createHash('sha256').update(Buffer.alloc(20 * 2 ** 20, 'checkpoint'));
    expect(digest).toBe(expected.digest('hex'));
    expect(services.artifacts[0]?.digest).toBe(`sha256:${digest}`);
    const statuses = services.requests.filter((r) => r.path.endsWith('/CreateArtifact')).map((r) => r.status);
    expect(statuses).toEqual([500, 200]);
  }, 20_000);
});
