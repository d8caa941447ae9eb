/**
 * Splits a stream into lines as the runner's reader does, for which a lone carriage return ends a line too:
 * each redrawing of a progress bar is a line of the log.
 * @param {import('node:stream').Readable} stream
 * @param {(line: string) => void} onLine
 * @returns {Promise<void>} settled when the stream has closed
 */
export function readLines(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (/** @type {string} */ chunk) => {
    const text = rest + chunk;
    // A carriage return at the very end may be half of a line break.
    const held = text.endsWith('\r') ? '\r' : '';
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + held;
    for (const line of lines) onLine(line);
  });
  return new Promise((resolve) => {
    stream.on('error', () => {});
    stream.on('close', () => {
      if (rest !== '') onLine(rest.replace(/\r$/, ''));
      resolve();
    });
  });
}
