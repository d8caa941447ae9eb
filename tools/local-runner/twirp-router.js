import { readToken } from './runtime-token.js';
import { TwirpError } from './twirp.js';

/** @typedef {import('./twirp.js').Message} Message */
/** @typedef {(message: Message, claims: import('./runtime-token.js').Claims) => Message} Method */

const PACKAGE = 'github.actions.results.api.v1';

/**
 * @param {Record<string, Record<string, Method>>} services
 * @param {string} pathname
 * @param {string | undefined} authorization
 * @param {unknown} body
 * @returns {import('./rest-api.js').RestResponse}
 */
export function answerTwirp(services, pathname, authorization, body) {
  try {
    const [, , service = '', name = ''] = pathname.split('/');
    const method = service.startsWith(`${PACKAGE}.`)
      ? services[service.slice(PACKAGE.length + 1)]?.[name]
      : undefined;
    if (!method) throw new TwirpError('bad_route', `no handler for path ${pathname}`);
    const claims = readToken(authorization);
    if (typeof body !== 'object' || body === null)
      throw new TwirpError('invalid_argument', 'the body is not JSON');
    return { status: 200, body: method(body, claims) };
  } catch (error) {
    const known = error instanceof TwirpError ? error : new TwirpError('internal', String(error));
    return { status: known.status, body: known };
  }
}
