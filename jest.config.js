export const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  clearMocks: true,
  // A bundle test starts several processes, and a machine may be busy.
  testTimeout: 30_000,
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/demo/.cache/'],
};

// unit: pure code. bundle: dist/ under Node 24 against the loopback services. e2e has a config of its own.
export default {
  // Jest takes it from here alone, and not from projects.
  testTimeout: shared.testTimeout,
  // Left to itself it leaves one of two cores idle, and much of the time is waiting.
  maxWorkers: '100%',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/__tests__/(act|bundle|e2e|browser)/'],
    },
    { ...shared, displayName: 'bundle', testMatch: ['<rootDir>/__tests__/bundle/*.test.ts'] },
  ],
};
