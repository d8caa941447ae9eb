import path from 'node:path';
import { ConfigError } from '../../errors.js';
import { toolEnvironment } from '../../launcher/environment.js';
import { type AskLepton, openLepton } from '../../launcher/lepton/ask.js';
import { loadLogin } from '../../launcher/lepton/load-login.js';
import type { LeptonLogin } from '../../lepton/login.js';
import { type Session, setSecrets } from '../session.js';

/**
 * The workspace's login, whose token is kept out of everything from now on.
 * @throws ConfigError where there is none.
 */
export function loginOf(session: Session): LeptonLogin {
  const login = loadLogin(session.env);
  if ('problem' in login) throw new ConfigError(`${login.problem}: ${login.recovery}`);
  session.log.mask(login.token);
  if (!session.secrets.some(({ value }) => value === login.token))
    setSecrets(session, [...session.secrets, { name: 'the token of Lepton', value: login.token }]);
  return login;
}

/**
 * The way to the workspace.
 * @param venv the launcher's environment, whose Python speaks to it; without it, it is spoken to past any proxy.
 */
export function openWorkspace(session: Session, login: LeptonLogin, venv: string | undefined): AskLepton {
  const python = venv === undefined ? {} : { python: path.join(venv, 'bin', 'python') };
  return openLepton({ ...python, login, env: toolEnvironment(session.env) });
}

/**
 * Why a login is of no use for an evaluation: another workspace knows none of its jobs and endpoints, which says nothing
 * of them.
 * @param workspaceId of the evaluation; '' where it is not known.
 */
export function describeOtherWorkspace(
  workspaceId: string,
  { workspaceId: own, source }: LeptonLogin,
): string | undefined {
  if (workspaceId === '' || workspaceId === own) return undefined;
  return `it was submitted to the Lepton workspace ${workspaceId}, and the login here (${source}) is of ${own}: give this step the login of ${workspaceId}`;
}
