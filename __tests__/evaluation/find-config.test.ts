import { describe, expect, it } from '@jest/globals';
import { baseReader, findConfig } from '../../src/evaluation/find-config.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const FOLDER = 'src/nemotron/steps/eval/model_eval/config';

describe('the input config', () => {
  it.each(['', 'Nemotron/'])('may be a name where the checkout is at "%s"', (root) => {
    temp.write(`${root}${FOLDER}/tiny_chat.yaml`, 'a: 1\n');
    temp.write(`${root}${FOLDER}/default.yaml`, 'a: 2\n');
    expect(findConfig('tiny_chat', temp.path)).toMatchObject({
      name: `${root}${FOLDER}/tiny_chat.yaml`,
      text: 'a: 1\n',
    });
    expect(() => findConfig('tiny', temp.path)).toThrow(
      /neither a file in the workspace nor one of Nemotron's .* it has default, tiny_chat/,
    );
  });

  it('is a file of that name first', () => {
    temp.write(`${FOLDER}/tiny_chat.yaml`, 'a: 1\n');
    temp.write('tiny_chat', 'a: 3\n');
    expect(findConfig('tiny_chat', temp.path).text).toBe('a: 3\n');
  });

  it.each([
    ['eval.yaml', /config eval\.yaml does not exist in the workspace: check the path/],
    ['conf/eval', /config conf\/eval does not exist in the workspace: check the path/],
    ['nightly', /which holds no checkout of Nemotron either/],
    ['.', /is a folder, not a file/],
  ])('%s is refused', (config, message) => {
    expect(() => findConfig(config, temp.path)).toThrow(message);
  });
});

describe('a base', () => {
  const from = { name: 'conf/eval.yaml', text: '' };

  it('lies beside the file that names it', () => {
    temp.write('conf/base.yaml', 'x: 1\n');
    expect(baseReader(temp.path)(from, 'base.yaml')).toEqual({ name: 'conf/base.yaml', text: 'x: 1\n' });
    temp.write('shared.yaml', 'y: 1\n');
    expect(baseReader(temp.path)(from, '../shared.yaml').text).toBe('y: 1\n');
  });

  it('that is missing is named with its file', () => {
    expect(() => baseReader(temp.path)(from, 'base.yaml')).toThrow(
      'conf/eval.yaml has the base base.yaml in defaults, which does not exist: it is looked for at conf/base.yaml',
    );
  });
});
