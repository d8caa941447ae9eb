import { ConfigError } from '../../errors.js';
import type { GateMode } from '../comparison.js';

/** Refuses what cannot go together. @throws ConfigError that names both inputs. */
export function checkConfirmInputs({ confirm, gateMode }: { confirm: boolean; gateMode: GateMode }): void {
  if (confirm && gateMode === 'nel')
    throw new ConfigError(
      'input confirm is true and gate-mode is "nel": nel gate has no rerun, and none may change its answer; use gate-mode "strict", or confirm false',
    );
}
