import { shared } from './jest.config.js';

// A real engine, image, launcher and Slurm: see __tests__/e2e/world.ts. Most of the time is waiting for them.
export default {
  ...shared,
  maxWorkers: 2,
  testMatch: ['<rootDir>/__tests__/{act,browser,e2e}/**/*.test.ts'],
  globalSetup: '<rootDir>/__tests__/e2e/share-machine.js',
  globalTeardown: '<rootDir>/__tests__/e2e/leave-machine.js',
};
