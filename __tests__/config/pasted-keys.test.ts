import { describe, expect, it } from '@jest/globals';
import { findPastedKeys } from '../../src/config/pasted-keys.js';
import { readYaml } from '../../src/config/read-yaml.js';

const KEY = 'nvapi-CANARY0123456789abcdefABCDEF';
const find = (text: string): ReturnType<typeof findPastedKeys> =>
  findPastedKeys(readYaml(text, 'f', 'omegaconf').root);

describe('keys in a config', () => {
  it.each([
    [`target: {api_endpoint: {api_key_name: ${KEY}}}`, KEY],
    [`env_vars: {X: "host:${KEY}"}`, KEY],
    [`evaluation: {env_vars: {X: ${KEY}}}`, KEY],
    ['env_vars: {X: "host:a b"}', 'a b'],
  ])('stand where names belong: %s', (text, key) => {
    expect(find(text)).toEqual({ inPlaceOfNames: [key], literal: [] });
  });

  it.each([
    ['url: "https://u:CANARYpw12345@host/v1"', 'CANARYpw12345'],
    ['url: "https://host/v1?api_key=CANARYpw12345&x=1"', 'CANARYpw12345'],
    [`env_vars: {X: "lit:${KEY}"}`, KEY],
    [`evaluation: {judge: {api_key: ${KEY}}}`, KEY],
  ])('stand as literals: %s', (text, key) => {
    const found = find(text);
    expect(found.inPlaceOfNames).toEqual([]);
    expect(new Set(found.literal)).toEqual(new Set([key]));
  });

  it.each([
    'target: {api_endpoint: {api_key_name: NVIDIA_API_KEY, url: "https://host/v1?version=2"}}',
    'env_vars: {A: host:HF_TOKEN, B: lit:/a/path, C: runtime:X}',
    'evaluation: {judge: {api_key: JUDGE_API_KEY}}',
  ])('are none in %s', (text) => {
    expect(find(text)).toEqual({ inPlaceOfNames: [], literal: [] });
  });
});
