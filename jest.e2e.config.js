import { shared } from './jest.config.js';

// A real engine, image and launcher: see __tests__/e2e/world.ts.
export default {
  ...shared,
  testMatch: ['<rootDir>/__tests__/{act,browser,e2e}/**/*.test.ts'],
  globalTeardown: '<rootDir>/__tests__/e2e/slurm/remove-cluster.js',
};
