import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { tempDir } from '../../temp-dir.js';
import { findingsOf } from './situations.js';

const temp = tempDir();
const DOCS = readFileSync(path.join(import.meta.dirname, '../../../docs/deployments.md'), 'utf8');

it('finds nothing in the config that docs/deployments.md shows', () => {
  const [, text] = /```yaml\n(# eval\/checkpoint\.yaml[\s\S]*?)```/.exec(DOCS)!;
  temp.write('checkpoint/config.json', '{}');
  const inputs = { checkpoint: path.join(temp.path, 'checkpoint'), 'request-timeout': '3600' };
  const found = findingsOf({ text: text!, inputs, env: { HF_TOKEN: 'hf-token-of-it' } });
  expect(found).toEqual([]);
  const other = findingsOf({
    text: text!.replace('port: 8000', 'port: 8001'),
    inputs,
    env: { HF_TOKEN: 'hf' },
  });
  expect(other.map(({ id }) => id)).toEqual(['deployment_mismatch']);
});
