// The least that any comparison does: reads files of JSON lines, `.gz` unpacked, and parses each line. node
// bench/parse-lines.js FILE...
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

let rows = 0;
for (const file of process.argv.slice(2)) {
  const raw = createReadStream(file, { highWaterMark: 1 << 20 });
  const chunks = file.endsWith('.gz') ? raw.pipe(createGunzip({ chunkSize: 1 << 20 })) : raw;
  chunks.setEncoding('utf8');
  let rest = '';
  for await (const text of chunks) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (typeof JSON.parse(line) === 'object') rows += 1;
  }
}
process.stdout.write(`${rows}\n`);
