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

/** The way to the workspace. @param venv the launcher's environment, whose Python speaks to it. */
export function openWorkspace(session: Session, login: LeptonLogin, venv: string): AskLepton {
  return openLepton({ python: path.join(venv, 'bin', 'python'), login, env: toolEnvironment(session.env) });
}
