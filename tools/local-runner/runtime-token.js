import { TwirpError } from './twirp.js';

/** @typedef {{ runId: string, job: string }} Claims what a runtime token allows */

const SCOPE = 'Actions.Results';

/** @param {unknown} part */
const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');

/**
 * The clients only decode the token, so it needs no signature; they do insist on the scope.
 * @param {string} runId
 * @param {string} job
 */
export function issueToken(runId, job) {
  const scp = `Actions.GenericRead:${runId} ${SCOPE}:${runId}:${job}`;
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode({ scp })}.unsigned`;
}

/**
 * @param {string | undefined} authorization
 * @returns {Claims}
 */
export function readToken(authorization) {
  const refusal = new TwirpError('unauthenticated', 'no runtime token with an Actions.Results scope');
  const payload = /^Bearer [^.]+\.([^.]+)\./.exec(authorization ?? '')?.[1];
  if (payload === undefined) throw refusal;
  /** @type {unknown} */
  let scp;
  try {
    scp = JSON.parse(Buffer.from(payload, 'base64url').toString()).scp;
  } catch {
    throw refusal;
  }
  for (const scope of String(scp).split(' ')) {
    const [name, runId, job, ...rest] = scope.split(':');
    if (name === SCOPE && runId && job && rest.length === 0) return { runId, job };
  }
  throw refusal;
}
