import { describe, expect, it } from '@jest/globals';
import { type LeptonLogin, loginVariables, readLogin } from '../../src/lepton/login.js';

const TOKEN = 'zq8-canary-of-a-token';
const STATE = {
  file: '/home/u/.cache/lepton/workspace_info.yaml',
  text: `current_workspace: kept01
workspaces:
  kept01: {auth_token: ${TOKEN}, display_name: Kept, id: kept01, url: https://gateway.test/api/v2/workspaces/kept01}
  other02: {auth_token: other, id: other02, url: https://gateway.test/api/v2/workspaces/other02}
`,
};

const login = (env: Record<string, string>, state?: typeof STATE) => readLogin((name) => env[name], state);

describe('the login to Lepton', () => {
  it('is taken from the environment, with the address made from the id', () => {
    const found = login({ LEPTON_WORKSPACE_ID: 'abc1', LEPTON_WORKSPACE_TOKEN: TOKEN });
    expect(found).toEqual({
      workspaceId: 'abc1',
      token: TOKEN,
      url: 'https://gateway.dgxc-lepton.nvidia.com/api/v2/workspaces/abc1',
      originUrl: 'https://gateway.dgxc-lepton.nvidia.com/api/v2/workspaces/abc1',
      source: 'LEPTON_WORKSPACE_ID',
    });
    expect(loginVariables(found as LeptonLogin)).toEqual({
      LEPTON_WORKSPACE_ID: 'abc1',
      LEPTON_WORKSPACE_TOKEN: TOKEN,
      LEPTON_WORKSPACE_URL: 'https://gateway.dgxc-lepton.nvidia.com/api/v2/workspaces/abc1',
      LEPTON_WORKSPACE_ORIGIN_URL: 'https://gateway.dgxc-lepton.nvidia.com/api/v2/workspaces/abc1',
    });
  });

  it('takes the credential string of the dashboard, which is id and token', () => {
    expect(login({ LEPTON_WORKSPACE_ID: `abc1:${TOKEN}` })).toMatchObject({
      workspaceId: 'abc1',
      token: TOKEN,
    });
  });

  it('is found where "lep login" has left it, and the environment is stronger', () => {
    expect(login({}, STATE)).toMatchObject({
      workspaceId: 'kept01',
      token: TOKEN,
      url: 'https://gateway.test/api/v2/workspaces/kept01',
      source: STATE.file,
    });
    expect(login({ LEPTON_WORKSPACE_ID: 'other02' }, STATE)).toMatchObject({ token: 'other' });
    expect(login({ LEPTON_WORKSPACE_TOKEN: 'newer' }, STATE)).toMatchObject({
      workspaceId: 'kept01',
      token: 'newer',
    });
  });

  it.each([
    [{}, undefined, /^there is no login/],
    [{ LEPTON_WORKSPACE_ID: 'abc1' }, undefined, /^there is no token for the Lepton workspace abc1$/],
    [{ LEPTON_WORKSPACE_ID: 'no/id', LEPTON_WORKSPACE_TOKEN: TOKEN }, undefined, /is no id of a workspace$/],
    [
      {
        LEPTON_WORKSPACE_ID: 'a',
        LEPTON_WORKSPACE_TOKEN: TOKEN,
        LEPTON_WORKSPACE_URL: 'http://far.test/api',
      },
      undefined,
      /is no https address$/,
    ],
    [
      {
        LEPTON_WORKSPACE_ID: 'a',
        LEPTON_WORKSPACE_TOKEN: TOKEN,
        LEPTON_WORKSPACE_URL: `https://u:${TOKEN}@h.test/`,
      },
      undefined,
      /is no https address$/,
    ],
    [{}, { ...STATE, text: `auth_token: ${TOKEN}: [` }, /cannot be read as YAML/],
    [{}, { ...STATE, text: '' }, /cannot be read as YAML/],
    [{}, { ...STATE, text: 'workspaces: {}\ncurrent_workspace: null\n' }, /^there is no login/],
  ])('is refused in one line that shows no token: %j', (env, state, says) => {
    const found = login(env as Record<string, string>, state);
    if (!('problem' in found)) throw new Error('there is a login');
    expect(found.problem).toMatch(says);
    expect(found.recovery).toMatch(/LEPTON_WORKSPACE_ID|set it to/);
    expect(JSON.stringify(found)).not.toContain(TOKEN);
  });

  it('may be plain http on this machine only', () => {
    const env = { LEPTON_WORKSPACE_ID: 'a', LEPTON_WORKSPACE_TOKEN: TOKEN };
    for (const url of ['http://127.0.0.1:8/x', 'http://localhost:8/x', 'http://[::1]:8/x/'])
      expect(login({ ...env, LEPTON_WORKSPACE_URL: url })).toMatchObject({ url: url.replace(/\/$/, '') });
  });
});
