const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  clearMocks: true,
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

// unit: pure code. bundle: dist/ under Node 24 against the loopback services. e2e: a real engine and launcher.
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/__tests__/(bundle|e2e)/'],
    },
    { ...shared, displayName: 'bundle', testMatch: ['<rootDir>/__tests__/bundle/*.test.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/__tests__/e2e/*.test.ts'] },
  ],
};
