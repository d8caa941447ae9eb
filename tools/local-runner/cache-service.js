import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requireText, TwirpError } from './twirp.js';

/** @typedef {import('./blob-store.js').Blob} Blob */
/** @typedef {import('./blob-store.js').BlobStore} BlobStore */
/** @typedef {import('./twirp.js').Message} Message */
/** @typedef {{ id: string, key: string, version: string, size: number, finalized: boolean }} CacheEntry */

/** github.actions.results.api.v1.CacheService. */
export class CacheService {
  /** @type {CacheEntry[]} oldest first */
  #entries = [];
  #lastId = 1000;

  /**
   * @param {BlobStore} blobs
   * @param {boolean} persistent whether the store's folder outlives this service
   */
  constructor(blobs, persistent) {
    this.blobs = blobs;
    this.index = persistent ? path.join(blobs.dir, 'index.json') : undefined;
    if (this.index && existsSync(this.index)) this.#load(this.index);
    /** @type {Record<string, (message: Message) => Message>} */
    this.methods = {
      CreateCacheEntry: (message) => this.#create(message),
      FinalizeCacheEntryUpload: (message) => this.#finalize(message),
      GetCacheEntryDownloadURL: (message) => this.#lookUp(message),
    };
  }

  all() {
    return this.#entries.filter((entry) => entry.finalized);
  }

  /** @param {Message} message */
  #create(message) {
    const key = requireText(message, 'key');
    const version = requireText(message, 'version');
    if (this.#entries.some((entry) => entry.key === key && entry.version === version)) {
      throw new TwirpError(
        'already_exists',
        'cache entry with the same key, version, and scope already exists',
      );
    }
    const entry = {
      id: String(++this.#lastId),
      key,
      version,
      size: 0,
      finalized: false,
    };
    this.#entries.push(entry);
    return { ok: true, signed_upload_url: this.blobs.uploadUrl(entry.id) };
  }

  /** @param {Message} message */
  #finalize(message) {
    const key = requireText(message, 'key');
    const version = requireText(message, 'version');
    const entry = this.#entries.find((e) => e.key === key && e.version === version);
    if (!entry) throw new TwirpError('not_found', `no cache entry ${key} was created`);
    const blob = this.blobs.stat(entry.id);
    if (!blob) throw new TwirpError('failed_precondition', `nothing was uploaded for cache entry ${key}`);
    if (Number(message['size_bytes']) !== blob.size) {
      throw new TwirpError(
        'invalid_argument',
        `size ${message['size_bytes']} differs from the blob's ${blob.size}`,
      );
    }
    Object.assign(entry, { size: blob.size, finalized: true });
    if (this.index) this.#store(this.index);
    return { ok: true, entry_id: entry.id };
  }

  /** @param {Message} message */
  #lookUp(message) {
    const keys = [requireText(message, 'key'), ...(message['restore_keys'] ?? [])];
    const version = requireText(message, 'version');
    const newestFirst = this.all()
      .filter((entry) => entry.version === version)
      .reverse();
    for (const key of keys) {
      const entry = newestFirst.find((e) => e.key === key) ?? newestFirst.find((e) => e.key.startsWith(key));
      if (entry) {
        return { ok: true, signed_download_url: this.blobs.downloadUrl(entry.id), matched_key: entry.key };
      }
    }
    return { ok: false };
  }

  /** @param {string} index */
  #load(index) {
    /** @type {{ entry: CacheEntry, blob: Blob }[]} */
    const stored = JSON.parse(readFileSync(index, 'utf8'));
    for (const { entry, blob } of stored) {
      if (!existsSync(this.blobs.file(entry.id))) continue;
      this.blobs.adopt(entry.id, blob);
      this.#entries.push(entry);
      this.#lastId = Math.max(this.#lastId, Number(entry.id));
    }
  }

  /** @param {string} index */
  #store(index) {
    const stored = this.all().map((entry) => ({ entry, blob: this.blobs.stat(entry.id) }));
    writeFileSync(index, `${JSON.stringify(stored, null, 2)}\n`);
  }
}
