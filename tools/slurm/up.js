// node tools/slurm/up.js DIR     a Slurm in that folder, for tests; see README.md
import { parseArgs } from 'node:util';
import { startCluster } from './cluster.js';

const { values, positionals } = parseArgs({
  options: { user: { type: 'string' }, 'store-comments': { type: 'boolean' } },
  allowPositionals: true,
});
const [dir, ...more] = positionals;
if (!dir || more.length > 0) {
  console.error('usage: node tools/slurm/up.js [--user NAME] [--store-comments] DIR');
  process.exit(2);
}
try {
  const { places, user, seconds } = await startCluster({
    dir,
    ...(values.user ? { user: values.user } : {}),
    storeComments: values['store-comments'] ?? false,
    log: (line) => console.log(line),
  });
  console.log(`slurm: up in ${seconds.toFixed(1)} s: ssh -F ${places.ssh}/config ${user}@login.slurm.test`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
