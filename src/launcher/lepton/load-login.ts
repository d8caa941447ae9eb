import path from 'node:path';
import { type LeptonLogin, type NoLogin, readLogin } from '../../lepton/login.js';
import { readIfThere } from '../../results/invocation.js';

/** The login of the job: from its environment, else what `lep login` has left on this machine. */
export function loadLogin(env: NodeJS.ProcessEnv): LeptonLogin | NoLogin {
  const folder =
    env['LEPTON_CACHE_DIR'] ?? (env['HOME'] ? path.join(env['HOME'], '.cache', 'lepton') : undefined);
  const file = folder && path.join(folder, 'workspace_info.yaml');
  const text = file && readIfThere(file);
  return readLogin((name) => env[name] || undefined, file && text ? { file, text } : undefined);
}
