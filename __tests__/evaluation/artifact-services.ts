import { afterEach, beforeEach, jest } from '@jest/globals';
import { type Services, startServices } from '../../tools/local-runner/services.js';

/** An artifact service for each test, to which the client of this process uploads. */
export function useArtifactServices(): { readonly services: Services; readonly names: string[] } {
  const before = { ...process.env };
  let services: Services;
  beforeEach(async () => {
    services = await startServices();
    // What the client says of its progress.
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    // The client reads them itself.
    Object.assign(process.env, services.env, { GITHUB_RETENTION_DAYS: '90' });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    process.env = { ...before };
    await services.close();
  });
  return {
    get services() {
      return services;
    },
    get names() {
      return services.artifacts.map(({ name }) => name).sort();
    },
  };
}
