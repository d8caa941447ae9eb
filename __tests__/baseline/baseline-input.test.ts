import { describe, expect, it } from '@jest/globals';
import { parseAnchorInput, parseBaselineInput } from '../../src/baseline/baseline-input.js';
import { ConfigError } from '../../src/errors.js';

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('parseBaselineInput', () => {
  it.each([
    ['', { kind: 'auto' }],
    [' auto ', { kind: 'auto' }],
    ['none', { kind: 'none' }],
    ['results/before', { kind: 'path', path: 'results/before' }],
    ['./run', { kind: 'path', path: './run' }],
    ['C:\\results', { kind: 'path', path: 'C:\\results' }],
    ['Run:1', { kind: 'path', path: 'Run:1' }],
    ['run:123', { kind: 'run', runId: 123 }],
    ['run:123/eval results', { kind: 'run', runId: 123, artifact: 'eval results' }],
    ['artifact:eval_results', { kind: 'artifact', name: 'eval_results' }],
    ['branch:release/1.0', { kind: 'branch', branch: 'release/1.0' }],
    ['branch:refs/heads/main', { kind: 'branch', branch: 'main' }],
  ])('reads %j', (text, parsed) => {
    expect(parseBaselineInput(text)).toEqual(parsed);
  });

  it.each([
    ['run:', /^input baseline is run:: give run:ID or run:ID\/NAME/],
    ['run:abc', /give run:ID or run:ID\/NAME, where ID is the number in the address of the run/],
    ['run:0', /give run:ID/],
    ['run:-1', /give run:ID/],
    ['run:99999999999999999999', /give run:ID/],
    ['run:1/', /the name of the artifact is missing/],
    ['run:1/a/b', /no artifact has such a name/],
    ['artifact:', /the name of the artifact is missing/],
    ['artifact:a"b', /no artifact has such a name/],
    ['artifact:a\nb', /^input baseline is artifact:a b: no artifact has such a name/],
    ['branch:', /give the name of a branch/],
    ['branch:-x', /give the name of a branch/],
    ['branch:a..b', /give the name of a branch/],
    ['branch:a b', /give the name of a branch/],
    ['https://github.com/o/r/actions/runs/42', /is an address: give run:42$/],
    [`run:${'x'.repeat(500)}`, /^.{0,220}$/],
  ])('refuses %j in one line', (text, message) => {
    const told = refusal(() => parseBaselineInput(text));
    expect(told).toMatch(message);
    expect(told).not.toMatch(/\n/);
  });

  it('names what an input takes that takes less', () => {
    expect(refusal(() => parseBaselineInput('auto', 'candidate', ['path', 'run', 'artifact']))).toBe(
      'input candidate is auto: give a path, run:ID or run:ID/NAME or artifact:NAME',
    );
    expect(refusal(() => parseBaselineInput('', 'candidate', ['path']))).toBe(
      'input candidate is empty: give a path',
    );
  });
});

describe('parseAnchorInput', () => {
  it.each([
    ['', undefined],
    ['none', undefined],
    ['run:5/x', { kind: 'run', runId: 5, artifact: 'x' }],
    ['tag:v1.0', { kind: 'tag', tag: 'v1.0' }],
    ['v1.0', { kind: 'path-or-tag', text: 'v1.0' }],
    ['baselines/main', { kind: 'path-or-tag', text: 'baselines/main' }],
  ])('reads %j', (text, parsed) => {
    expect(parseAnchorInput(text)).toEqual(parsed);
  });

  it('refuses what moves', () => {
    expect(refusal(() => parseAnchorInput('branch:main'))).toBe(
      'input anchor is branch:main: an anchor stays where it is, so give run:ID, a tag or a path',
    );
    expect(refusal(() => parseAnchorInput('tag:a b'))).toMatch(/give the name of a tag/);
  });
});
