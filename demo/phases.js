// Remembers how long each part of the demo took.

export function createPhases() {
  const start = performance.now();
  /** @type {Array<{name: string, ms: number}>} */
  const done = [];

  return {
    /**
     * @template T
     * @param {string} name
     * @param {() => Promise<T>} work
     * @returns {Promise<T>}
     */
    async time(name, work) {
      const begin = performance.now();
      try {
        return await work();
      } finally {
        done.push({ name, ms: performance.now() - begin });
      }
    },
    report() {
      const rows = [...done, { name: 'total', ms: performance.now() - start }];
      const width = Math.max(...rows.map(({ name }) => name.length));
      return rows
        .map(({ name, ms }) => `${name.padEnd(width)}  ${(ms / 1000).toFixed(1).padStart(6)} s`)
        .join('\n');
    },
  };
}
