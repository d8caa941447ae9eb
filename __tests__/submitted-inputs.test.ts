import { describe, expect, it } from '@jest/globals';
import { loadCollectInputs } from '../src/collect-inputs.js';

const load = (given: Record<string, string>) => loadCollectInputs((name) => given[name] ?? '');
const CLUSTER = { hosts: 'a.test, b.test', user: 'nel', account: 'evals', 'path-prefix': '/remote/evals' };
const SUBMITTED = { mode: 'submitted', ...CLUSTER };

describe('the mode of collect', () => {
  it('is legs, as long as nothing else is said', () => {
    expect(load({}).submitted).toBeUndefined();
    expect(
      load({ mode: 'legs', 'max-age-hours': '168', 'pull-requests': 'false', ssh: 'ssh' }).submitted,
    ).toBeUndefined();
  });

  it('submitted has all that a record may name', () => {
    expect(load({ ...SUBMITTED, workflow: 'submit.yml\n.github/workflows/nightly.yaml' }).submitted).toEqual({
      maxAgeHours: 168,
      workflows: ['.github/workflows/submit.yml', '.github/workflows/nightly.yaml'],
      pullRequests: false,
      allowed: { hosts: ['a.test', 'b.test'], user: 'nel', account: 'evals', pathPrefix: '/remote/evals' },
      ssh: { mode: 'ssh' },
    });
  });

  it('submitted needs no cluster, as for Lepton', () => {
    expect(
      load({ mode: 'submitted', invocation: 'bdab6b7306d9864f', 'pull-requests': 'true' }).submitted,
    ).toMatchObject({
      invocation: 'bdab6b7306d9864f',
      pullRequests: true,
      workflows: [],
      allowed: { hosts: [], user: '' },
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ mode: 'open' }, 'input mode is "open": allowed are legs, submitted'],
    [
      { invocation: 'bdab6b7306d9864f' },
      'input invocation is for evaluations that were submitted with wait: false: set mode to submitted',
    ],
    [
      { 'ssh-known-hosts': 'a ssh-ed25519 AAAA' },
      'input ssh-known-hosts is for evaluations that were submitted',
    ],
    [{ ...SUBMITTED, ssh: 'telnet' }, 'input ssh is "telnet": allowed are ssh, local'],
    [CLUSTER, 'input hosts is for evaluations that were submitted'],
    [{ 'max-age-hours': '24' }, 'input max-age-hours is for evaluations'],
    [{ ...SUBMITTED, from: 'legs-*' }, 'input from is for the legs of a matrix, and mode is submitted'],
    [{ ...SUBMITTED, expected: 'a' }, 'input expected is for the legs'],
    [{ ...SUBMITTED, 'legs-are': 'tasks' }, 'input legs-are is for the legs'],
    [{ ...SUBMITTED, user: '' }, 'input user is empty, and hosts is given'],
    [{ ...SUBMITTED, hosts: '' }, 'input hosts is empty, and user is given'],
    [
      { ...SUBMITTED, hosts: '-oProxyCommand=x' },
      'input hosts is "-oProxyCommand=x": allowed is a host name',
    ],
    [{ ...SUBMITTED, user: 'a b' }, 'input user is "a b": allowed is a user name'],
    [{ ...SUBMITTED, account: '$(id)' }, 'input account is "$(id)": allowed is an account'],
    [{ ...SUBMITTED, 'path-prefix': 'evals' }, 'input path-prefix is "evals": allowed is an absolute path'],
    [{ ...SUBMITTED, 'path-prefix': '/a/../b' }, 'input path-prefix is'],
    [{ ...SUBMITTED, 'path-prefix': '/' }, 'input path-prefix is'],
    [{ ...SUBMITTED, 'path-prefix': '//' }, 'input path-prefix is "//": every path would do'],
    [{ ...SUBMITTED, 'path-prefix': '/./' }, 'input path-prefix is "/./": every path would do'],
    [
      { ...SUBMITTED, invocation: 'latest' },
      'input invocation is "latest": allowed is 8 to 32 hexadecimal digits',
    ],
    [
      { ...SUBMITTED, 'max-age-hours': '0' },
      'input max-age-hours is "0": allowed is a whole number from 1 to 9600',
    ],
    [{ ...SUBMITTED, 'max-age-hours': '1.5' }, 'input max-age-hours'],
    [{ ...SUBMITTED, workflow: '../x.yml' }, 'input workflow is "../x.yml"'],
    [{ ...SUBMITTED, 'pull-requests': 'own' }, 'input pull-requests is "own": allowed are true and false'],
  ])('%j is refused', (given, message) => {
    expect(() => load(given)).toThrow(message);
  });
});
