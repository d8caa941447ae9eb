import { expect } from '@jest/globals';
import { ConfigError } from '../../src/errors.js';

/** The ConfigError that some work ends in; it must be one line. */
export function refusal(work: () => unknown): ConfigError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).message).not.toMatch(/[\r\n]/);
    return error as ConfigError;
  }
  throw new Error('accepted');
}
