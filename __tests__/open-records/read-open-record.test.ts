import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { buildOpenRecord } from '../../src/open-records/build-open-record.js';
import { readOpenRecord } from '../../src/open-records/read-open-record.js';
import { edited, INVOCATION, leptonParts, slurmParts } from './records.js';

const validate: ValidateFunction = new Ajv2020({ strictTypes: false }).compile(
  JSON.parse(readFileSync(path.join(import.meta.dirname, '../../schema/open-record.v1.schema.json'), 'utf8')),
);
const asIs = (text: string): string => text;
const SLURM = buildOpenRecord(slurmParts(), asIs);
const LEPTON = buildOpenRecord(leptonParts(), asIs);
const follows = (text: string): boolean => validate(JSON.parse(text)) as boolean;

describe('a record that was built', () => {
  it.each([
    ['Slurm', SLURM],
    ['Lepton', LEPTON],
  ])('of %s is read back as it is, and follows the schema', (_, text) => {
    const { record, dropped } = readOpenRecord(text);
    expect(record).toEqual(JSON.parse(text));
    expect(dropped).toEqual([]);
    expect(follows(text)).toBe(true);
  });

  it('may hold fields that nobody knows, which go no further', () => {
    const text = edited(edited(SLURM, 'more', 'x'), 'cluster.port', 22);
    expect(readOpenRecord(text).record).toEqual(JSON.parse(SLURM));
    expect(follows(text)).toBe(true);
  });
});

const DIR = `/remote/evals/20261124_054803-${INVOCATION}`;

describe('a record that was edited by hand is refused by name', () => {
  it.each<[string, unknown, RegExp]>([
    ['schema_version', 2, /its schema_version is 2: this version of the action reads 1/],
    ['executor', 'local', /its executor is "local": this version of the action knows slurm and lepton/],
    ['executor', 'k8s', /its executor is "k8s"/],
    ['invocation_id', '../etc', /its invocation_id is "\.\.\/etc": allowed is 8 to 32 hexadecimal digits/],
    ['invocation_id', undefined, /it has no invocation_id/],
    ['launcher_version', '0.2.6; rm', /its launcher_version/],
    ['tag', 'nea/1/2/3/a b', /its tag/],
    ['submitted_at', 'yesterday', /its submitted_at is "yesterday": allowed is a date/],
    ['cluster', 'login', /its cluster is "login": allowed is an object/],
    ['cluster.host', '-oProxyCommand=touch /tmp/x', /its cluster\.host is "-oProxyCommand/],
    ['cluster.user', '-l', /its cluster\.user is "-l"/],
    ['cluster.account', '$(id)', /its cluster\.account is "\$\(id\)"/],
    ['cluster.remote_dir', `/remote/$(touch x)-${INVOCATION}`, /its cluster\.remote_dir is .*absolute path/],
    ['cluster.remote_dir', `/remote/../etc-${INVOCATION}`, /without \.\./],
    ['cluster.remote_dir', `remote-${INVOCATION}`, /absolute path/],
    ['cluster.remote_dir', `${DIR}\n`, /absolute path/],
    ['tasks', [], /its tasks are none/],
    ['tasks', {}, /its tasks is \{\}: allowed is a list/],
    ['tasks.0', 'task', /its tasks\[0\] is no object/],
    ['tasks.0.index', -1, /its tasks\[0\]\.index is -1/],
    ['tasks.0.name', 'a;b', /its tasks\[0\]\.name is "a;b"/],
    ['tasks.0.job_ids', [], /a task of it has no job_ids/],
    [
      'tasks.0.job_ids',
      ['9; scancel -u nel'],
      /has the job id "9; scancel -u nel": allowed is a Slurm job id/,
    ],
    [
      'tasks.0.job_ids',
      ['9', '1'.repeat(13)],
      /has the job id "1{13}": allowed is a Slurm job id, at most 12 digits/,
    ],
    ['tasks.0.job_ids', [9], /its tasks\[0\]\.job_ids is \[9\]/],
    ['tasks.0.remote_dir', `${DIR}/$(cmd)`, /its tasks\[0\]\.remote_dir/],
    ['exec_db', [], /its exec_db is empty/],
    ['exec_db', ['{'], /line 1 of its exec db is no JSON/],
    ['exec_db', 'x', /its exec_db is "x": allowed is a list/],
    ['launcher_config', 7, /its launcher_config is 7: allowed is a text/],
    ['snapshot', [], /its snapshot is \[\]: allowed is an object/],
    ['asked_by.run_id', 'x', /its asked_by\.run_id/],
    ['asked_by.attempt', 0, /its asked_by\.attempt is 0: allowed is a whole number of at least 1/],
    ['asked_by.commit', 'HEAD', /its asked_by\.commit is "HEAD"/],
    ['asked_by.actor', 'a\nb', /its asked_by\.actor is "a\\nb": allowed is one line/],
    ['asked_by.pull_request', '7', /its asked_by\.pull_request/],
    ['posts.check', null, /its posts\.check is null/],
    ['posts.has_check', 'yes', /its posts\.has_check is "yes": allowed is true or false/],
    ['posts.leg', 'x'.repeat(301), /its posts\.leg/],
    ['wishes.artifact_name', 'a/b', /its wishes\.artifact_name is "a\/b"/],
    ['wishes.artifact_contents', 'all', /its wishes\.artifact_contents is "all": allowed are full, results/],
    ['wishes.max_failed_samples', { share: 2 }, /its wishes\.max_failed_samples/],
    ['wishes.max_failed_samples', { count: 1, share: 0 }, /its wishes\.max_failed_samples/],
  ])('%s = %j', (at, value, message) => {
    const text = edited(SLURM, at, value);
    expect(() => readOpenRecord(text)).toThrow(message);
    // What the schema cannot say is what the exec db holds.
    if (at !== 'exec_db' || !Array.isArray(value) || value.length === 0) expect(follows(text)).toBe(false);
  });

  it.each<[string, unknown, RegExp]>([
    ['cluster.remote_dir', '/remote/evals/other', /whose name does not end with its invocation id/],
    ['cluster', null, /its cluster is null: allowed is an object/],
    [
      'tasks.0.remote_dir',
      '/remote/evals/x',
      /its task 0 has the folder "\/remote\/evals\/x", which is not in/,
    ],
    ['tasks.0.remote_dir', `${DIR}-x/y`, /which is not in/],
    ['tasks.0.remote_dir', DIR, /which is not in/],
    ['tasks.0.remote_dir', null, /its task 0 has the folder null/],
    ['tasks.0.endpoint', 'x', /its task 0 has an endpoint, and Slurm has none/],
    ['tasks.0.job_ids', ['11'], /line 1 of its exec db has the job 9, which no task has/],
    ['cluster.host', 'other.test', /line 1 of its exec db is of nel@login\.slurm\.test, not nel@other\.test/],
    ['asked_by.run_id', '13', /its tag is of the run 12\/1, and it says that 13\/1 asked/],
  ])('parts that do not agree: %s = %j', (at, value, message) => {
    expect(() => readOpenRecord(edited(SLURM, at, value))).toThrow(message);
  });

  it('tasks with one index', () => {
    const { tasks } = JSON.parse(SLURM);
    expect(() => readOpenRecord(edited(SLURM, 'tasks', [...tasks, ...tasks]))).toThrow(
      'its tasks have an index twice',
    );
  });

  it.each<[string, unknown, RegExp]>([
    [
      'tasks.0.job_ids',
      ['eval-ffffff-mmlu-0'],
      /its task 0 names "eval-ffffff-mmlu-0", which is not of the invocation bdab6b…/,
    ],
    [
      'tasks.0.job_name',
      'production',
      /its task 0 names "production", which is not of the invocation bdab6b…/,
    ],
    ['tasks.0.endpoint', 'production', /its task 0 names "production"/],
    ['tasks.0.endpoint', '--all', /its tasks\[0\]\.endpoint is "--all"/],
    ['tasks.0.remote_dir', '/x/y', /its task 0 has a folder, and Lepton has none/],
    ['workspace', 'ws test', /its workspace is "ws test": allowed is the id of a Lepton workspace/],
  ])('of Lepton, %s = %j', (at, value, message) => {
    expect(() => readOpenRecord(edited(LEPTON, at, value))).toThrow(message);
  });

  it('one that is nested without end', () => {
    const nested = (depth: number): unknown => JSON.parse(`${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`);
    expect(() => readOpenRecord(edited(SLURM, 'snapshot', { a: nested(40) }))).not.toThrow();
    const deep = edited(SLURM, 'snapshot', { a: 'deep' }).replace(
      '"deep"',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    );
    expect(() => readOpenRecord(deep)).toThrow(/^it is nested more than 100 levels deep$/);
    const row = `{"invocation_id":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect(() => readOpenRecord(edited(SLURM, 'exec_db', [row]))).toThrow(
      /is of the invocation something without end/,
    );
  });

  it('one with more than a look can ask for', () => {
    const [task] = JSON.parse(SLURM).tasks as [Record<string, unknown>];
    const { cluster } = JSON.parse(SLURM) as { cluster: { remote_dir: string } };
    const many = (count: number, more: (index: number) => object): string =>
      edited(
        SLURM,
        'tasks',
        Array.from({ length: count }, (_, index) => ({ ...task, index, ...more(index) })),
      );
    const dir = (index: number, length = 10): string =>
      `${cluster.remote_dir}/${'x'.repeat(length)}.${index}`;
    expect(() => readOpenRecord(many(500, (index) => ({ remote_dir: dir(index) })))).not.toThrow();
    expect(() => readOpenRecord(many(501, (index) => ({ remote_dir: dir(index) })))).toThrow(
      /^its tasks has 501 entries, and 500 is the most$/,
    );
    const ids = Array.from({ length: 1000 }, (_, id) => String(id + 1));
    expect(() => readOpenRecord(many(6, () => ({ job_ids: ids })))).toThrow(
      /^its tasks have 6000 job_ids, and 5000 is the most$/,
    );
    expect(() => readOpenRecord(many(200, (index) => ({ remote_dir: dir(index, 500) })))).toThrow(
      /^the remote_dir of its tasks have \d{6} characters together, and 100000 is the most$/,
    );
  });

  it.each(['', 'null', '[]', '{"schema_version":1', '7'])('no record at all: %s', (text) => {
    expect(() => readOpenRecord(text)).toThrow(/^it (is no JSON|is no JSON object)$/);
  });
});

describe('lines of the exec db', () => {
  const line = (changes: object, data: object = {}): string => {
    const row = JSON.parse(JSON.parse(SLURM).exec_db[0]) as { data: object };
    return JSON.stringify({ ...row, ...changes, data: { ...row.data, ...data } });
  };
  const read = (text: string) => readOpenRecord(edited(SLURM, 'exec_db', [text]));

  it('lose what is not known, which is told', () => {
    const text = line(
      { extra: 1, config: { secret: 'x' } },
      { ssh_option: '-oProxyCommand=x', eval_image: null },
    );
    const { record, dropped } = read(text);
    expect(dropped).toEqual(['data.ssh_option', 'extra']);
    const [kept] = record.exec_db.map((one) => JSON.parse(one));
    expect(kept.config).toEqual({});
    expect(Object.keys(kept.data)).toEqual(['slurm_job_id', 'remote_rundir_path', 'hostname', 'username']);
  });

  it.each<[string, string, RegExp]>([
    [
      'another invocation',
      line({ invocation_id: 'ffffffff' }),
      /line 1 of its exec db is of the invocation "ffffffff"/,
    ],
    ['another executor', line({ executor: 'lepton' }), /is of the executor "lepton", not slurm/],
    [
      'a job id of another',
      line({ job_id: 'x.0' }),
      /has the job_id "x\.0": needed is bdab6b7306d9864f\.<number>/,
    ],
    ['a command for an id', line({}, { slurm_job_id: '9; id' }), /has data\.slurm_job_id as "9; id"/],
    [
      'a command for a path',
      line({}, { remote_rundir_path: '/a/$(cmd)' }),
      /has data\.remote_rundir_path as/,
    ],
    ['an option for a host', line({}, { hostname: '-oX' }), /has data\.hostname as "-oX"/],
    ['a number for a host', line({}, { hostname: 7 }), /has data\.hostname as 7/],
    ['no host', line({}, { hostname: null }), /has no data\.hostname/],
    ['a folder elsewhere', line({}, { remote_rundir_path: '/remote/evals/x' }), /has a folder outside of/],
    [
      'no data',
      JSON.stringify({ invocation_id: INVOCATION, executor: 'slurm', job_id: `${INVOCATION}.0` }),
      /has no data/,
    ],
    ['a list', '[]', /is no JSON object/],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('that name one job twice', () => {
    expect(() => readOpenRecord(edited(SLURM, 'exec_db', [line({}), line({})]))).toThrow(
      'its exec db has a job_id twice',
    );
  });
});

it('a record of Lepton tells its workspace, unless an earlier version left it', () => {
  expect(readOpenRecord(LEPTON).record.workspace).toBe('ws-test');
  expect(readOpenRecord(edited(LEPTON, 'workspace', undefined)).record.workspace).toBeNull();
});
