/**
 * @typedef {object} LoggedRequest
 * @property {string} method
 * @property {string} path with its query
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {any} body parsed JSON; undefined for blobs and empty bodies
 * @property {number | undefined} status what was answered; undefined while open or when dropped
 */
/**
 * @typedef {object} Fault
 * @property {RegExp | ((request: LoggedRequest) => boolean)} match a pattern is tried on `METHOD path`
 * @property {number} [status] default 500
 * @property {number} [times] default 1
 * @property {unknown} [body] default a Twirp error; a string is sent as it is
 * @property {Record<string, string>} [headers]
 * @property {boolean} [drop] destroy the socket instead of answering
 * @property {boolean} [late] do what was asked first, so that only the answer is lost; not for blobs
 */

/** Faults waiting for their requests, tried in the order they were added. */
export class Faults {
  /** @type {{ fault: Fault, left: number, hits: number }[]} */
  #planned = [];

  /**
   * @param {Fault} fault
   * @returns {{ readonly hits: number }} how often it has struck
   */
  add(fault) {
    const planned = { fault, left: fault.times ?? 1, hits: 0 };
    this.#planned.push(planned);
    return planned;
  }

  /**
   * @param {LoggedRequest} request
   * @returns {Fault | undefined}
   */
  take(request) {
    const line = `${request.method} ${request.path}`;
    for (const planned of this.#planned) {
      const { match } = planned.fault;
      const hit = match instanceof RegExp ? match.test(line) : match(request);
      if (planned.left > 0 && hit) {
        planned.left--;
        planned.hits++;
        return planned.fault;
      }
    }
    return undefined;
  }
}
