/** HTTP status of each Twirp error code the services use. */
const STATUS = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  bad_route: 404,
  already_exists: 409,
  failed_precondition: 412,
  internal: 500,
};

/** @typedef {Record<string, any>} Message a decoded Twirp JSON body */

/** An error that travels as `{code, msg}`. The real clients retry anything that is not such JSON. */
export class TwirpError extends Error {
  /**
   * @param {keyof typeof STATUS} code
   * @param {string} msg
   */
  constructor(code, msg) {
    super(msg);
    this.code = code;
    this.status = STATUS[code];
  }

  toJSON() {
    return { code: this.code, msg: this.message };
  }
}

/**
 * @param {Message} message
 * @param {string} field
 * @returns {string}
 */
export function requireText(message, field) {
  const value = message[field];
  if (typeof value !== 'string' || value === '') {
    throw new TwirpError('invalid_argument', `${field} must be a non-empty string`);
  }
  return value;
}
