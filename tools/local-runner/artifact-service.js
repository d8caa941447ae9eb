import { readFileSync } from 'node:fs';
import { requireText, TwirpError } from './twirp.js';

/** @typedef {import('./blob-store.js').BlobStore} BlobStore */
/** @typedef {import('./runtime-token.js').Claims} Claims */
/** @typedef {import('./twirp.js').Message} Message */
/**
 * @typedef {object} Artifact
 * @property {string} id
 * @property {string} name
 * @property {string} runId
 * @property {string} job
 * @property {number} size
 * @property {string} digest `sha256:<hex>` of the bytes, empty until finalized
 * @property {string} mimeType
 * @property {string} createdAt
 * @property {string} expiresAt
 * @property {boolean} finalized
 * @property {() => Buffer} bytes what was uploaded, a zip file unless the upload skipped archiving
 */

const RETENTION_MS = 90 * 24 * 60 * 60 * 1000;

/** github.actions.results.api.v1.ArtifactService. */
export class ArtifactService {
  /** @type {Map<string, Artifact>} */
  #artifacts = new Map();
  #lastId = 1000;

  /** @param {BlobStore} blobs */
  constructor(blobs) {
    this.blobs = blobs;
    /** @type {Record<string, (message: Message, claims: Claims) => Message>} */
    this.methods = {
      CreateArtifact: (message, claims) => this.#create(message, claims),
      FinalizeArtifact: (message, claims) => this.#finalize(message, claims),
      ListArtifacts: (message, claims) => this.#list(message, claims),
      GetSignedArtifactURL: (message, claims) => this.#signedUrl(message, claims),
      DeleteArtifact: (message, claims) => this.#delete(message, claims),
    };
  }

  /** Finalized artifacts, oldest first: an unfinished upload is invisible on GitHub too. */
  all() {
    return [...this.#artifacts.values()].filter((artifact) => artifact.finalized);
  }

  /** @param {Artifact} artifact */
  downloadUrl(artifact) {
    const name = artifact.mimeType === 'application/zip' ? `${artifact.name}.zip` : artifact.name;
    // Browsers shall open an unarchived page, so GitHub serves HTML inline and everything else as a file.
    const how = artifact.mimeType.startsWith('text/html') ? 'inline' : 'attachment';
    const ascii = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
    const disposition = `${how}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`;
    return this.blobs.downloadUrl(artifact.id, disposition);
  }

  /** @param {Artifact} artifact */
  remove(artifact) {
    this.#artifacts.delete(artifact.id);
    this.blobs.remove(artifact.id);
  }

  /**
   * @param {Message} message
   * @param {Claims} claims
   */
  #create(message, claims) {
    const { runId, job } = this.#ids(message, claims);
    const name = requireText(message, 'name');
    for (const artifact of this.#artifacts.values()) {
      // Also one still being uploaded: the name is taken from CreateArtifact on.
      if (artifact.runId === runId && artifact.name === name) {
        throw new TwirpError(
          'already_exists',
          'an artifact with this name already exists on the workflow run',
        );
      }
    }
    const now = Date.now();
    const id = String(++this.#lastId);
    this.#artifacts.set(id, {
      id,
      name,
      runId,
      job,
      size: 0,
      digest: '',
      mimeType: message['mime_type'] ?? 'application/zip',
      createdAt: new Date(now).toISOString(),
      expiresAt: message['expires_at'] ?? new Date(now + RETENTION_MS).toISOString(),
      finalized: false,
      bytes: () => readFileSync(this.blobs.file(id)),
    });
    return { ok: true, signed_upload_url: this.blobs.uploadUrl(id) };
  }

  /**
   * @param {Message} message
   * @param {Claims} claims
   */
  #finalize(message, claims) {
    const { runId } = this.#ids(message, claims);
    const name = requireText(message, 'name');
    const artifact = [...this.#artifacts.values()].find((a) => a.runId === runId && a.name === name);
    if (!artifact)
      throw new TwirpError('not_found', `no artifact named ${name} was created on the workflow run`);
    const blob = this.blobs.stat(artifact.id);
    if (!blob) throw new TwirpError('failed_precondition', `nothing was uploaded for artifact ${name}`);
    if (message['hash'] && message['hash'] !== blob.digest) {
      throw new TwirpError(
        'invalid_argument',
        `digest ${message['hash']} differs from the blob's ${blob.digest}`,
      );
    }
    if (Number(message['size']) !== blob.size) {
      throw new TwirpError(
        'invalid_argument',
        `size ${message['size']} differs from the blob's ${blob.size}`,
      );
    }
    Object.assign(artifact, { size: blob.size, digest: blob.digest, finalized: true });
    return { ok: true, artifact_id: artifact.id };
  }

  /**
   * @param {Message} message
   * @param {Claims} claims
   */
  #list(message, claims) {
    const { runId } = this.#ids(message, claims);
    const nameFilter = message['name_filter'];
    const idFilter = message['id_filter'];
    const artifacts = this.all()
      .filter((a) => a.runId === runId)
      .filter((a) => nameFilter === undefined || a.name === nameFilter)
      .filter((a) => idFilter === undefined || a.id === String(idFilter))
      .map((a) => ({
        workflow_run_backend_id: a.runId,
        workflow_job_run_backend_id: a.job,
        database_id: a.id,
        name: a.name,
        size: String(a.size),
        created_at: a.createdAt,
        digest: a.digest,
      }));
    return { artifacts };
  }

  /**
   * @param {Message} message
   * @param {Claims} claims
   */
  #signedUrl(message, claims) {
    return { signed_url: this.downloadUrl(this.#named(message, claims)) };
  }

  /**
   * @param {Message} message
   * @param {Claims} claims
   */
  #delete(message, claims) {
    const artifact = this.#named(message, claims);
    this.remove(artifact);
    return { ok: true, artifact_id: artifact.id };
  }

  /**
   * @param {Message} message
   * @param {Claims} claims
   */
  #named(message, claims) {
    const { runId } = this.#ids(message, claims);
    const name = requireText(message, 'name');
    const artifact = this.all().find((a) => a.runId === runId && a.name === name);
    if (!artifact) throw new TwirpError('not_found', `no artifact named ${name} on the workflow run`);
    return artifact;
  }

  /**
   * @param {Message} message
   * @param {Claims} claims
   */
  #ids(message, claims) {
    const runId = requireText(message, 'workflow_run_backend_id');
    const job = requireText(message, 'workflow_job_run_backend_id');
    if (runId !== claims.runId) {
      throw new TwirpError('permission_denied', `the token is for run ${claims.runId}, not ${runId}`);
    }
    return { runId, job };
  }
}
