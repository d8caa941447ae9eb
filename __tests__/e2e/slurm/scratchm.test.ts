import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { startEndpoint } from '../../../demo/endpoint.js';
import { imageReference } from '../../../demo/image.js';
import { startCluster, stopCluster } from '../../../tools/slurm/cluster.js';
import { linkImage, storeImage } from '../../../tools/slurm/image-store.js';
import { launcherConfig, openScenario, start } from './cluster.js';
import { untilJob } from './jobs.js';

it('m', async () => {
  const dir = '/tmp/nea-slurm-measure';
  const cluster = await startCluster({ dir });
  const image = imageReference();
  linkImage(cluster.places, image, await storeImage(image, { env: {} }));
  const endpoint = await startEndpoint({});
  const lab = { cluster, image, endpoint, close: async () => undefined };
  const s = await openScenario(lab, 'measure', { door: true });
  const lines: string[] = [];
  const t0 = Date.now();
  const h = start(
    s,
    launcherConfig(s, ['byob_arith.arith'], { walltime: '01:00:00' }),
    { model: 'slow-600000', parallelism: '1' },
    { onLine: (l) => lines.push(`${Date.now() - t0} ${l}`) },
  );
  await untilJob(s, (j) => j.state === 'RUNNING');
  const log = `${cluster.places.log}/sshd-measure.out`;
  const sessions = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((l) => /Starting session/.test(l)).length;
  const rows: unknown[] = [];
  let last = -1;
  const end = Date.now() + 400_000;
  while (Date.now() < end) {
    const n = sessions();
    if (n !== last) {
      rows.push([Date.now() - t0, n, s.door!.connections(), s.services.requests.length]);
      last = n;
      writeFileSync('/tmp/h8-e2e-out/measure.json', JSON.stringify(rows));
    }
    await new Promise((r) => setTimeout(r, 250));
  }
  const tc = Date.now();
  await h.cancel();
  const r = await h.done;
  writeFileSync(
    '/tmp/h8-e2e-out/measure.json',
    JSON.stringify({
      rows,
      cancelMs: Date.now() - tc,
      sessions: sessions(),
      conns: s.door!.connections(),
      req: s.services.requests.length,
      state: r.outputs['state'],
      lines: lines.slice(-40),
    }),
  );
  await s.close();
  await endpoint.close();
  await stopCluster({ dir, remove: true });
  expect(1).toBe(1);
}, 600_000);
