import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { gateFolders } from '../../src/comparison/gate/gate-folders.js';
import { readPolicy } from '../../src/comparison/policy/read-policy.js';
import { judgeReportStrictly } from '../../src/comparison/safeguards/judge-strictly.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();

describe('benchmarks that the baseline alone has', () => {
  it('are no GO in strict mode where the policy would gate them, and a warning to the gate', async () => {
    const rows = Array.from({ length: 400 }, (_, index) => `{"problem_idx": ${index}, "reward": 1}\n`).join(
      '',
    );
    for (const name of ['both', 'default', 'advisory', 'later'])
      for (const side of ['base', 'cand']) {
        if (name !== 'both' && (side === 'cand') !== (name === 'later')) continue;
        dir.write(`${side}/${name}/eval-1.json`, JSON.stringify({ benchmark: { name } }));
        dir.write(`${side}/${name}/results.jsonl`, rows);
      }
    const side = (name: string): { path: string; name: string } => ({
      path: path.join(dir.path, name),
      name,
    });
    const judge = async (text: string): Promise<unknown[]> => {
      const report = await gateFolders(side('base'), side('cand'), readPolicy({ name: 'p.yaml', text }));
      const { verdict, safeguards } = judgeReportStrictly(report);
      return [report.verdict, report.notRun, verdict, safeguards.map(({ name }) => name)];
    };
    const defaults = 'defaults: {metric: mean_reward, max_drop: 0.02}\n';
    expect(await judge(`${defaults}benchmarks: {advisory: {tier: advisory}}`)).toEqual([
      'GO',
      ['default'],
      'INCONCLUSIVE',
      ['not-run'],
    ]);
    expect(
      await judge(`${defaults}benchmarks: {advisory: {tier: advisory}, default: {tier: advisory}}`),
    ).toEqual(['GO', [], 'GO', []]);
    expect(await judge(`${defaults}benchmarks: {advisory: {}, default: {tier: advisory}}`)).toEqual([
      'NO-GO',
      [],
      'NO-GO',
      [],
    ]);
  });
});

describe('a benchmark that cannot be read', () => {
  it('does not stop the others', async () => {
    const reward = (index: number): string => `{"problem_idx": ${index}, "reward": 1}\n`;
    const good = Array.from({ length: 20 }, (_, index) => reward(index)).join('');
    for (const side of ['base', 'cand'])
      for (const name of ['a', 'b', 'c']) {
        dir.write(`${side}/${name}/eval-1.json`, JSON.stringify({ benchmark: { name } }));
        dir.write(`${side}/${name}/results.jsonl`, side === 'cand' && name === 'b' ? `${good}[]\n` : good);
      }
    const policy = readPolicy({
      name: 'p.yaml',
      text: 'defaults: {metric: mean_reward}\nbenchmarks: {b: {}, aa: {}}',
    });
    const side = (name: string): { path: string; name: string } => ({
      path: path.join(dir.path, name),
      name,
    });
    const report = await gateFolders(side('base'), side('cand'), policy);
    expect(report.unreadable).toEqual([
      {
        benchmark: 'b',
        faults: [{ side: 'candidate', reason: 'cand/b/results.jsonl:21 is a list, not a mapping' }],
      },
    ]);
    expect(report.results.map(({ benchmark, status }) => [benchmark, status])).toEqual([
      ['aa', 'MISSING'],
      ['a', 'PASS'],
      ['c', 'PASS'],
    ]);
    expect(report.results[0]!.reasons[0]).toContain('did you mean "a"?');
    expect(report.verdict).toBeNull();
  });

  it('takes a bundle for the folder it lies in, and refuses other files', async () => {
    const file = dir.write('eval-1.json', '{"benchmark": {"name": "a"}}');
    const policy = readPolicy({ name: 'p.yaml', text: '{}' });
    const bundleFile = { path: file, name: 'x/eval-1.json' };
    await expect(gateFolders(bundleFile, bundleFile, policy)).resolves.toMatchObject({
      verdict: 'INCONCLUSIVE',
    });
    const other = { path: dir.write('other.json', '{}'), name: 'other.json' };
    await expect(gateFolders(bundleFile, other, policy)).rejects.toThrow(/^other\.json is neither a folder/);
  });
});

describe('a results.jsonl that is no file', () => {
  const rows = Array.from({ length: 20 }, (_, index) => `{"problem_idx": ${index}, "reward": 1}\n`).join('');
  const policy = readPolicy({ name: 'p.yaml', text: 'defaults: {metric: mean_reward}' });

  it.each<[string, (file: string) => void, string]>([
    ['a pipe', (file) => execFileSync('mkfifo', [file]), 'a pipe or device'],
    ['a device', (file) => symlinkSync('/dev/zero', file), 'a pipe or device'],
    ['a folder', (file) => mkdirSync(file), 'a folder'],
  ])('is not read: %s', async (_, make, what) => {
    for (const side of ['base', 'cand']) {
      dir.write(`${side}/a/eval-1.json`, JSON.stringify({ benchmark: { name: 'a' } }));
      dir.write(`${side}/a/results.jsonl`, rows);
    }
    const file = path.join(dir.path, 'cand/a/results.jsonl');
    rmSync(file);
    make(file);
    const side = (name: string): { path: string; name: string } => ({
      path: path.join(dir.path, name),
      name,
    });
    const report = await gateFolders(side('base'), side('cand'), policy);
    expect(report.unreadable).toEqual([
      {
        benchmark: 'a',
        faults: [{ side: 'candidate', reason: `cand/a/results.jsonl is ${what}, not a file` }],
      },
    ]);
  });
});
