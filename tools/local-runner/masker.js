const MASK = '***';

/** Replaces secrets the way the runner does: in every encoding it knows, overlapping hits as one. */
export class Masker {
  /** @type {Set<string>} */
  #needles = new Set();

  /** @param {string} secret */
  add(secret) {
    // A log is masked line by line, so a secret of several lines would never match as a whole.
    for (const value of [secret, ...secret.split(/\r?\n/)]) {
      if (value === '') continue;
      for (const form of encodings(value)) this.#needles.add(form);
    }
  }

  /** @param {string} text */
  mask(text) {
    /** @type {[number, number][]} */
    const hits = [];
    for (const needle of this.#needles) {
      for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
        hits.push([at, at + needle.length]);
      }
    }
    hits.sort((a, b) => a[0] - b[0]);
    let masked = '';
    let done = 0;
    for (const [start, end] of hits) {
      if (start > done || done === 0) masked += text.slice(done, start) + MASK;
      done = Math.max(done, end);
    }
    return masked + text.slice(done);
  }
}

/** @param {string} value */
function* encodings(value) {
  yield value;
  yield JSON.stringify(value).slice(1, -1);
  // By way of a buffer, since encodeURIComponent throws on half a surrogate pair.
  yield encodeURIComponent(Buffer.from(value).toString());
  // Base64 of a longer text shows the secret at one of three bit offsets; its first and last
  // characters depend on the neighbours.
  const bytes = Buffer.from(value);
  for (const offset of [0, 1, 2]) {
    const encoded = bytes.subarray(offset).toString('base64').replace(/=+$/, '');
    const whole = (bytes.length - offset) % 3 === 0 ? encoded : encoded.slice(0, -1);
    if (whole.length >= 4) yield whole;
  }
}
