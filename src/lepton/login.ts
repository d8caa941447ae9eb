import { readYaml } from '../config/read-yaml.js';
import { type ConfigValue, getAt } from '../config/value.js';

/** The workspace that the launcher works in, and the key to it. */
export interface LeptonLogin {
  workspaceId: string;
  /** A secret. */
  token: string;
  /** Of the workspace's API, without a slash at the end. */
  url: string;
  originUrl?: string;
  /** What it was read from, for messages. */
  source: string;
}

/** Why there is no login, and what to do. */
export interface NoLogin {
  problem: string;
  recovery: string;
}

/** Where `lep login` keeps its state. */
export interface LoginState {
  file: string;
  text: string;
}

const GATEWAY = 'https://gateway.dgxc-lepton.nvidia.com/api/v2/workspaces/';
const RECOVERY =
  'set LEPTON_WORKSPACE_ID and LEPTON_WORKSPACE_TOKEN in env: of the step, the token from a secret, or run "lep login" on a runner that is kept';

/**
 * The login as leptonai's client finds it: each part from the environment, else from what `lep login` has left, else
 * (the address) made from the id. The launcher's own client needs the token: without one it fails on its own log line.
 * @param variable the value of an environment variable of the job.
 */
export function readLogin(
  variable: (name: string) => string | undefined,
  state?: LoginState,
): LeptonLogin | NoLogin {
  const recorded = state === undefined ? undefined : readState(state);
  if (recorded !== undefined && 'problem' in recorded) return recorded;
  const given = variable('LEPTON_WORKSPACE_ID')?.trim() || recorded?.current;
  if (given === undefined) return { problem: 'there is no login to a Lepton workspace', recovery: RECOVERY };
  // The credential string of the dashboard is both, joined by a colon.
  const [, workspaceId = '', ownToken] = /^([^:]*)(?::(.*))?$/s.exec(given)!;
  const kept = recorded?.workspace(workspaceId);
  const token = ownToken || variable('LEPTON_WORKSPACE_TOKEN')?.trim() || kept?.token;
  if (!/^[A-Za-z0-9][\w.-]*$/.test(workspaceId))
    return { problem: 'LEPTON_WORKSPACE_ID is no id of a workspace', recovery: RECOVERY };
  if (!token)
    return { problem: `there is no token for the Lepton workspace ${workspaceId}`, recovery: RECOVERY };
  const url = (variable('LEPTON_WORKSPACE_URL')?.trim() || kept?.url || GATEWAY + workspaceId).replace(
    /\/+$/,
    '',
  );
  const refused = refuseUrl(url);
  if (refused) return refused;
  const originUrl = variable('LEPTON_WORKSPACE_ORIGIN_URL')?.trim() || kept?.originUrl || originOf(url);
  return {
    workspaceId,
    token,
    url,
    ...(originUrl ? { originUrl } : {}),
    source: variable('LEPTON_WORKSPACE_ID') ? 'LEPTON_WORKSPACE_ID' : (state?.file ?? 'lep login'),
  };
}

/** The variables by which leptonai finds the same login, whatever home it is given. */
export function loginVariables({ workspaceId, token, url, originUrl }: LeptonLogin): Record<string, string> {
  return {
    LEPTON_WORKSPACE_ID: workspaceId,
    LEPTON_WORKSPACE_TOKEN: token,
    LEPTON_WORKSPACE_URL: url,
    ...(originUrl ? { LEPTON_WORKSPACE_ORIGIN_URL: originUrl } : {}),
  };
}

/** The token goes to this address: in plain text it may only go to this machine. */
function refuseUrl(text: string): NoLogin | undefined {
  const url = URL.parse(text);
  const isSafe =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '' &&
    (url.protocol === 'https:' ||
      (url.protocol === 'http:' && /^(127\.|localhost$|\[::1\]$)/.test(url.hostname)));
  if (isSafe) return undefined;
  return {
    problem: 'the address of the Lepton workspace (LEPTON_WORKSPACE_URL) is no https address',
    recovery: `set it to one such as ${GATEWAY}ID, or leave it out`,
  };
}

/** As the client derives it. */
function originOf(url: string): string | undefined {
  return url.includes('dgxc') ? url : undefined;
}

interface Recorded {
  current?: string;
  workspace: (id: string) => { token?: string; url?: string; originUrl?: string } | undefined;
}

function readState({ file, text }: LoginState): Recorded | NoLogin {
  let root: ConfigValue;
  try {
    root = readYaml(text, file, 'pyyaml', 'last wins').root;
  } catch {
    // The reader's message may quote the line, which may be the one with the token.
    return {
      problem: `what "lep login" has left cannot be read as YAML (${file})`,
      recovery: 'run "lep login" again, or set LEPTON_WORKSPACE_ID and LEPTON_WORKSPACE_TOKEN',
    };
  }
  const textAt = (...path: string[]): string | undefined => {
    const value = getAt(root, path);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const current = textAt('current_workspace');
  return {
    ...(current === undefined ? {} : { current }),
    workspace: (id) => {
      const part = (key: string): string | undefined => textAt('workspaces', id, key);
      const [token, url, originUrl] = [part('auth_token'), part('url'), part('workspace_origin_url')];
      return { ...(token ? { token } : {}), ...(url ? { url } : {}), ...(originUrl ? { originUrl } : {}) };
    },
  };
}
