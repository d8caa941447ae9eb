import { failure } from './rest-api.js';

/** @typedef {import('./rest-api.js').RestResponse} RestResponse */
/** @typedef {{ login: string, id: number, type: 'Bot' | 'User' }} Account */
/** @typedef {'none' | 'read' | 'write'} Access */
/** @typedef {'actions' | 'checks' | 'issues' | 'pull-requests'} Permission */
/**
 * @typedef {object} Comment
 * @property {number} id
 * @property {number} issue
 * @property {Account} user
 * @property {string} body
 */
/**
 * @typedef {object} Issue
 * @property {number} number
 * @property {Account} user
 * @property {string} title
 * @property {string} body
 * @property {'open' | 'closed'} state
 * @property {string | null} state_reason
 * @property {string[]} labels
 * @property {boolean} locked
 * @property {boolean} isPull
 */
/**
 * @typedef {object} CheckRun
 * @property {number} id
 * @property {string} name
 * @property {string} head_sha
 * @property {string | null} external_id
 * @property {number} app
 * @property {'in_progress' | 'completed'} status
 * @property {string | null} conclusion
 * @property {string | null} started_at
 * @property {string | null} completed_at
 * @property {{ title?: string, summary?: string, text?: string }} output
 * @property {any[]} annotations
 */
/**
 * @typedef {object} Pull
 * @property {number} number
 * @property {'open' | 'closed'} state
 * @property {{ owner: string, ref: string, sha: string }} head
 * @property {string} base
 */

/** @type {Account} */
export const JOB_BOT = { login: 'github-actions[bot]', id: 41898282, type: 'Bot' };

/** What a repository holds beside its code, and what the token may do with it. Tests put in what they need. */
export class RestState {
  /** As whom the token posts. */
  viewer = JOB_BOT;
  /** The app of the job's token. */
  app = 15368;
  /** @type {Record<Permission, Access>} */
  permissions = { actions: 'write', checks: 'write', issues: 'write', 'pull-requests': 'write' };
  /** Whether the token may label issues; without it labels are dropped, and nothing is said. */
  mayLabel = true;
  /** @type {Comment[]} */
  comments = [];
  /** @type {Issue[]} */
  issues = [];
  /** @type {CheckRun[]} */
  checks = [];
  /** @type {Pull[]} */
  pulls = [];
  #lastId = 1000;

  nextId() {
    this.#lastId += 1;
    return this.#lastId;
  }

  /**
   * @param {number} issue
   * @param {string} body
   * @param {Account} [user]
   */
  addComment(issue, body, user = this.viewer) {
    const comment = { id: this.nextId(), issue, user, body };
    this.comments.push(comment);
    return comment;
  }

  /**
   * @param {Partial<Issue>} [rest]
   * @returns {Issue}
   */
  addIssue(rest = {}) {
    const number = rest.number ?? Math.max(0, ...this.issues.map((issue) => issue.number)) + 1;
    /** @type {Issue} */
    const issue = {
      number,
      user: this.viewer,
      title: `Issue ${number}`,
      body: '',
      state: 'open',
      state_reason: null,
      labels: [],
      locked: false,
      isPull: false,
      ...rest,
    };
    this.issues.push(issue);
    return issue;
  }

  /**
   * What GitHub answers where none of the permissions is given: 403 to a token that may read the repository.
   * @param {Access} access
   * @param {...Permission} permissions of which one suffices
   * @returns {RestResponse | undefined}
   */
  refuse(access, ...permissions) {
    const order = ['none', 'read', 'write'];
    const given = permissions.some(
      (permission) => order.indexOf(this.permissions[permission]) >= order.indexOf(access),
    );
    return given ? undefined : failure(403, 'Resource not accessible by integration');
  }
}

/**
 * GitHub's answer to a body that it does not take.
 * @param {string} resource
 * @param {string} field
 * @param {string} message
 * @returns {RestResponse}
 */
export function invalid(resource, field, message) {
  const answer = failure(422, 'Validation Failed');
  const errors = [{ resource, code: 'custom', field, message }];
  return { ...answer, body: { .../** @type {object} */ (answer.body), errors } };
}

/** @param {Account} user */
export function describeAccount(user) {
  return { ...user, html_url: `https://github.com/${user.login.replace('[bot]', '')}` };
}
