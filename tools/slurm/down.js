// node tools/slurm/down.js [--remove] DIR     ends the cluster in that folder
import { parseArgs } from 'node:util';
import { stopCluster } from './cluster.js';

const { values, positionals } = parseArgs({
  options: { remove: { type: 'boolean' } },
  allowPositionals: true,
});
const [dir, ...more] = positionals;
if (!dir || more.length > 0) {
  console.error('usage: node tools/slurm/down.js [--remove] DIR');
  process.exit(2);
}
try {
  await stopCluster({ dir, remove: values.remove ?? false, log: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
