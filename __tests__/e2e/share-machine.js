import path from 'node:path';
import { ensureEngine } from '../../demo/engine.js';
import { ensureImage } from '../../demo/image.js';

const CACHE = path.join(import.meta.dirname, '../../demo/.cache');

/** Before all files: the engine and the evaluation image that they share, so that two of them may run at once. */
export default async function shareMachine() {
  const log = () => undefined;
  const engine = await ensureEngine({ log, stateDir: path.join(CACHE, 'engine') });
  try {
    await ensureImage({ env: { ...process.env, ...engine.env }, log, cacheDir: CACHE });
  } catch (error) {
    await engine.stop();
    throw error;
  }
  // The workers inherit it, and so take the engine for one that runs already.
  Object.assign(process.env, engine.env);
  Object.assign(globalThis, { stopEngine: engine.stop });
}
