// Preloaded into a process that is measured: on its end it writes what the process used into the file BENCH_USAGE. Of an
// action it is the main step that counts, which is the first to end.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const file = process.env['BENCH_USAGE'];
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  // Not maxRSS of getrusage, which begins with the size of the process that started this one.
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const seconds = performance.now() / 1000;
  if (file && !existsSync(file))
    writeFileSync(
      file,
      JSON.stringify({ wall: seconds, cpu: (user + system) / 1e6, peak: Number(kibibytes) / 1024 }),
    );
});
