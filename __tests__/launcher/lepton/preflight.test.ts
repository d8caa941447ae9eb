import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AskLepton } from '../../../src/launcher/lepton/ask.js';
import { preflightLepton } from '../../../src/launcher/lepton/preflight.js';
import { forwardVariables } from '../../../src/lepton/forward-variables.js';
import type { LeptonServer } from '../../../tools/lepton/server.js';
import { DEPLOYED, HOSTED, resolve } from '../../lepton/config.js';
import { openServer } from './direct.js';

const LOGIN = { workspaceId: 'ws-test', token: 't', url: 'u', source: 'LEPTON_WORKSPACE_ID' };
let server: LeptonServer;
let ask: AskLepton;

beforeEach(async () => {
  ({ server, ask } = await openServer());
});
afterEach(() => server.close());

async function check(text: string, overrides = '') {
  const config = resolve(text, overrides);
  forwardVariables(config);
  const found = await preflightLepton(ask, LOGIN, config);
  return found.map(({ id, severity, message, recovery }) => `${id} ${severity}: ${message} → ${recovery}`);
}

describe('what the workspace says of a config', () => {
  it('is nothing where it has the secrets and node groups, and nothing is made', async () => {
    server.secrets = ['MODEL_API_KEY'];
    expect(await check(HOSTED, 'target.api_endpoint.api_key_name=MODEL_API_KEY')).toEqual([]);
    expect(server.calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
  });

  it('names a secret that it has not', async () => {
    expect(await check(HOSTED, 'target.api_endpoint.api_key_name=MODEL_API_KEY')).toEqual([
      expect.stringMatching(
        /^lepton_secret error: the workspace has no secret "MODEL_API_KEY", to which execution\.lepton_platform\.tasks\.env_vars\.MODEL_API_KEY \(action: .*lep secret create -n MODEL_API_KEY -v VALUE/,
      ),
    ]);
  });

  it('names a node group that it has not: the jobs by name, the endpoints by id', async () => {
    server.nodeGroups = [{ id: 'gpu-group-ab12', name: 'gpu-group' }];
    expect(await check(DEPLOYED)).toEqual([
      expect.stringMatching(
        /tasks\.node_group .* is "cpu-group", the name of no node group .*it has "gpu-group"$/,
      ),
    ]);
    server.nodeGroups = [{ id: 'cpu-group-x', name: 'cpu-group' }];
    expect(await check(DEPLOYED)).toEqual([
      expect.stringMatching(
        /deployment\.node_group .* is "gpu-group-ab12", the id of no node group .*it has "cpu-group-x"$/,
      ),
    ]);
  });

  it('is a warning where it does not say', async () => {
    server.fault = ({ path }) =>
      path === '/jobs' ? undefined : { status: 403, body: '{"message":"not for you"}' };
    expect(await check(HOSTED, 'target.api_endpoint.api_key_name=MODEL_API_KEY')).toEqual([
      expect.stringMatching(/^lepton_node_group warning: .*could not be checked: HTTP 403: not for you/),
      expect.stringMatching(/^lepton_secret warning: .*could not be checked: HTTP 403: not for you/),
    ]);
  });

  it.each([
    [{ status: 401 } as const, 3, /HTTP 401: the token is refused/],
    [{ status: 500, body: '{"message":"sorry"}' } as const, 9, /HTTP 500: sorry/],
    ['hang' as const, 9, /TimeoutError/],
  ])(
    'is that it lets nobody in: %j',
    async (fault, calls, says) => {
      server.fault = () => fault;
      const found = await check(HOSTED);
      expect(found).toEqual([
        expect.stringMatching(/^lepton_login error: the Lepton workspace ws-test .*cannot be used/),
      ]);
      expect(found[0]).toMatch(says);
      expect(server.calls).toHaveLength(calls);
    },
    30_000,
  );

  it.each(['<html>sign in</html>', 'null', '{}'])(
    "is that something else answers in the workspace's place: %s",
    async (body) => {
      server.fault = () => ({ status: 200, body });
      expect(await check(HOSTED, 'target.api_endpoint.api_key_name=MODEL_API_KEY')).toEqual([
        expect.stringMatching(/^lepton_login error: .* cannot be used: the answer is not Lepton's → check /),
      ]);
    },
    20_000,
  );

  it('is a warning where the lists of it are none', async () => {
    server.fault = ({ path }) => (path === '/jobs' ? undefined : { status: 200, body: 'null' });
    expect(await check(HOSTED, 'target.api_endpoint.api_key_name=MODEL_API_KEY')).toEqual([
      expect.stringMatching(/^lepton_node_group warning: .*could not be checked: the answer is not Lepton's/),
      expect.stringMatching(/^lepton_secret warning: .*could not be checked: the answer is not Lepton's/),
    ]);
  });

  it.each([
    [{ status: 401 } as const, undefined],
    [{ status: 503 } as const, true],
    ['hang' as const, true],
  ])(
    'is that it is out of order rather than the login wrong: %j',
    async (fault, infrastructure) => {
      server.fault = () => fault;
      const [found] = await preflightLepton(ask, LOGIN, resolve(HOSTED, ''));
      expect(found!.infrastructure).toBe(infrastructure);
    },
    30_000,
  );

  it('is asked again after one error', async () => {
    server.fault = () => (server.calls.length <= 3 ? { status: 502 } : undefined);
    expect(await check(HOSTED)).toEqual([]);
  });
});
