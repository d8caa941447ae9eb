import { describe, expect, it } from '@jest/globals';
import { hasOwnNetwork } from '../../src/evaluation/probe-model.js';

describe('a network that the runner does not share', () => {
  it.each([
    ['--network models', true],
    ['--net=container:vllm', true],
    ['--network "host-like"', true],
    ['--add-host model:10.0.0.1', true],
    ['--dns 10.0.0.2', true],
    ['--network host', false],
    ['--net=host -v /a:/a', false],
    ['--ipc host', false],
    ['', false],
  ])('is told by %j: %s', (args, expected) => {
    expect(hasOwnNetwork(args)).toBe(expected);
  });
});
