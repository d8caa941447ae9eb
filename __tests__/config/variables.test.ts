import { expect, it } from '@jest/globals';
import { isEnvironmentLeaf, isVariableName, looksLikeKey } from '../../src/config/variables.js';

it.each(['NVIDIA_API_KEY', 'NVIDIA_API_KEY_team42', 'Nvidia_Api_Key_Of_Team7', '_X', 'NGC_API_KEY_2'])(
  '%s is the name of a variable',
  (name) => {
    expect(isVariableName(name)).toBe(true);
  },
);

it.each([
  'nvapi-abc',
  'hf_abcdefghijklmnopqrst',
  'ghp_x',
  'a8Kd93jsKQp0zLm4Xw7T',
  'aB3_xY7zQ9wE2rT5yU8i_kL',
  '0123456789abcdef0123456789abcdef',
  'A B',
  '<YOUR_API_KEY_NAME>',
  '',
])('%s is none', (text) => {
  expect(isVariableName(text)).toBe(false);
});

it('takes a long mix of cases and digits for a key, and no word of one case', () => {
  expect(looksLikeKey('a8Kd93jsKQp0zLm4Xw7T')).toBe(true);
  expect(looksLikeKey('some_long_name_without_capitals_1')).toBe(false);
});

it('knows the maps that the launcher reads from those of a harness', () => {
  expect(isEnvironmentLeaf(['evaluation', 'tasks', 0, 'env_vars', 'A'])).toBe(true);
  expect(
    isEnvironmentLeaf(['evaluation', 'nemo_evaluator_config', 'config', 'params', 'extra', 'env_vars', 'A']),
  ).toBe(false);
});
