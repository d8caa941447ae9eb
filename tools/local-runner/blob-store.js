import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** @typedef {{ size: number, digest: string, contentType: string }} Blob digest is `sha256:<hex>` */

const LIFETIME_MS = 10 * 60 * 1000;

class BlobError extends Error {
  /**
   * @param {number} status
   * @param {string} code Azure's error code
   */
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** The few operations of an Azure block blob container that the real clients use, on disk. */
export class BlobStore {
  /** @type {Map<string, Blob>} */
  #blobs = new Map();
  /** @type {Map<string, Map<string, string>>} uncommitted blocks: blob name → block id → file */
  #blocks = new Map();

  /** @param {{ origin: string, container: string, dir: string, secret: string }} options */
  constructor({ origin, container, dir, secret }) {
    this.origin = origin;
    this.container = container;
    this.dir = dir;
    this.secret = secret;
    mkdirSync(dir, { recursive: true });
  }

  /** @param {string} name */
  stat(name) {
    return this.#blobs.get(name);
  }

  /** @param {string} name */
  file(name) {
    return path.join(this.dir, name);
  }

  /**
   * Takes over a blob file that an earlier service left in the folder.
   * @param {string} name
   * @param {Blob} blob
   */
  adopt(name, blob) {
    this.#blobs.set(name, blob);
  }

  /** @param {string} name */
  remove(name) {
    this.#blobs.delete(name);
    for (const file of this.#blocks.get(name)?.values() ?? []) rmSync(file, { force: true });
    this.#blocks.delete(name);
    rmSync(this.file(name), { force: true });
  }

  /** @param {string} name */
  uploadUrl(name) {
    return this.#sign(name, { sp: 'cw' });
  }

  /**
   * @param {string} name
   * @param {string} [contentDisposition]
   */
  downloadUrl(name, contentDisposition) {
    return this.#sign(name, { sp: 'r', ...(contentDisposition ? { rscd: contentDisposition } : {}) });
  }

  /**
   * @param {import('node:http').IncomingMessage} req
   * @param {import('node:http').ServerResponse} res
   * @param {URL} url
   */
  async handle(req, res, url) {
    try {
      const name = url.pathname.split('/')[3] ?? '';
      this.#authorize(name, url.searchParams, req.method === 'PUT' ? 'cw' : 'r');
      if (req.method === 'PUT') {
        await this.#put(req, name, url.searchParams);
        res.writeHead(201, { ...azureHeaders(), etag: `"${name}"` }).end();
      } else if (req.method === 'GET' || req.method === 'HEAD') {
        await this.#get(req, res, name, url.searchParams.get('rscd'));
      } else {
        throw new BlobError(405, 'UnsupportedHttpVerb');
      }
    } catch (error) {
      // A client that went away mid-transfer has nobody left to answer.
      if (!(error instanceof BlobError) || res.headersSent) {
        res.destroy();
        return;
      }
      const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${error.code}</Code></Error>`;
      const headers = { 'content-type': 'application/xml', 'x-ms-error-code': error.code };
      req.resume();
      res.writeHead(error.status, { ...azureHeaders(), ...headers }).end(body);
    }
  }

  /**
   * @param {string} name
   * @param {Record<string, string>} params
   */
  #sign(name, params) {
    const query = new URLSearchParams({ ...params, se: new Date(Date.now() + LIFETIME_MS).toISOString() });
    query.set('sig', this.#signature(name, query));
    // The Azure SDK finds container and blob only behind an account segment when the host is an address.
    return `${this.origin}/blobs/${this.container}/${name}?${query}`;
  }

  /**
   * Hexadecimal, because the Azure SDK strips a trailing `=` from the URLs it is given.
   * @param {string} name
   * @param {URLSearchParams} query
   */
  #signature(name, query) {
    const signed = ['sp', 'se', 'rscd'].map((key) => query.get(key) ?? '').join('\n');
    return createHmac('sha256', this.secret).update(`${this.container}/${name}\n${signed}`).digest('hex');
  }

  /**
   * @param {string} name
   * @param {URLSearchParams} query
   * @param {string} permission
   */
  #authorize(name, query, permission) {
    if (query.get('sp') !== permission || query.get('sig') !== this.#signature(name, query)) {
      throw new BlobError(403, 'AuthenticationFailed');
    }
    if (Date.parse(query.get('se') ?? '') < Date.now()) throw new BlobError(403, 'AuthenticationFailed');
  }

  /**
   * @param {import('node:http').IncomingMessage} req
   * @param {string} name
   * @param {URLSearchParams} query
   */
  async #put(req, name, query) {
    const contentType = String(req.headers['x-ms-blob-content-type'] ?? 'application/octet-stream');
    const comp = query.get('comp');
    if (comp === 'block') {
      const id = query.get('blockid');
      if (!id) throw new BlobError(400, 'InvalidQueryParameterValue');
      const file = path.join(this.dir, `block-${randomUUID()}`);
      await writeWhole(file, [req]);
      const blocks = this.#blocks.get(name) ?? new Map();
      this.#blocks.set(name, blocks.set(id, file));
    } else if (comp === 'blocklist') {
      let xml = '';
      for await (const chunk of req.setEncoding('utf8')) xml += chunk;
      const ids = [...xml.matchAll(/<(Latest|Uncommitted|Committed)>([^<]*)<\/\1>/g)].map((m) => m[2] ?? '');
      await this.#commit(name, ids, contentType);
    } else if (comp === null) {
      if (req.headers['x-ms-blob-type'] !== 'BlockBlob') throw new BlobError(400, 'MissingRequiredHeader');
      await this.#write(name, [req], contentType);
    } else {
      throw new BlobError(400, 'InvalidQueryParameterValue');
    }
  }

  /**
   * @param {string} name
   * @param {string[]} ids
   * @param {string} contentType
   */
  async #commit(name, ids, contentType) {
    const blocks = this.#blocks.get(name) ?? new Map();
    const files = ids.map((id) => blocks.get(id));
    if (files.includes(undefined)) throw new BlobError(400, 'InvalidBlockList');
    await this.#write(
      name,
      files.map((file) => createReadStream(file)),
      contentType,
    );
    for (const file of blocks.values()) rmSync(file, { force: true });
    this.#blocks.delete(name);
  }

  /**
   * @param {string} name
   * @param {AsyncIterable<Buffer>[]} sources
   * @param {string} contentType
   */
  async #write(name, sources, contentType) {
    // Beside the blob and then renamed: an upload that breaks off must not touch an older version.
    const partial = this.file(`partial-${randomUUID()}`);
    const { size, digest } = await writeWhole(partial, sources);
    await rename(partial, this.file(name));
    this.#blobs.set(name, { size, digest, contentType });
  }

  /**
   * @param {import('node:http').IncomingMessage} req
   * @param {import('node:http').ServerResponse} res
   * @param {string} name
   * @param {string | null} disposition
   */
  async #get(req, res, name, disposition) {
    const blob = this.#blobs.get(name);
    if (!blob) throw new BlobError(404, 'BlobNotFound');
    const range = /^bytes=(\d+)-(\d*)$/.exec(String(req.headers['x-ms-range'] ?? req.headers.range ?? ''));
    const start = Number(range?.[1] ?? 0);
    const end = Math.min(range?.[2] ? Number(range[2]) : blob.size - 1, blob.size - 1);
    if (range && start > end) throw new BlobError(416, 'InvalidRange');
    res.writeHead(range ? 206 : 200, {
      ...azureHeaders(),
      'content-type': blob.contentType,
      'content-length': end - start + 1,
      'accept-ranges': 'bytes',
      etag: `"${name}"`,
      ...(range ? { 'content-range': `bytes ${start}-${end}/${blob.size}` } : {}),
      ...(disposition ? { 'content-disposition': disposition } : {}),
    });
    if (req.method === 'HEAD' || blob.size === 0) res.end();
    else await pipeline(createReadStream(this.file(name), { start, end }), res);
  }
}

/**
 * @param {string} file
 * @param {AsyncIterable<Buffer>[]} sources
 */
async function writeWhole(file, sources) {
  const hash = createHash('sha256');
  let size = 0;
  async function* content() {
    for (const source of sources) {
      for await (const chunk of source) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    }
  }
  try {
    await pipeline(content, createWriteStream(file));
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
  return { size, digest: `sha256:${hash.digest('hex')}` };
}

function azureHeaders() {
  return { 'x-ms-version': '2026-04-06', 'x-ms-request-id': randomUUID() };
}
