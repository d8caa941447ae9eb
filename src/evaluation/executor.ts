import type { ResolvedConfig } from '../config/resolve.js';
import type { Inputs } from '../inputs.js';
import type { Installed } from '../launcher/install.js';
import type { ConcludeFacts } from './conclude.js';
import { executorNameOf } from './executor-name.js';
import type { Session } from './session.js';

/** What watching a run found that its files do not say. */
export type Watched = Pick<ConcludeFacts, 'orphaned' | 'killedBy' | 'endings'>;

/** Where an evaluation runs, as far as the story has to know it. */
export interface Executor {
  /**
   * Decides what is the executor's to decide, before the config is saved.
   * @returns indices of the tasks whose port is ours to choose.
   */
  prepare(session: Session, inputs: Inputs, config: ResolvedConfig): Promise<number[]>;
  /** @throws ConfigError on a runner that cannot do it at all. */
  checkRunner(session: Session, inputs: Inputs, config: ResolvedConfig): void;
  /** What must hold before anything is started. @throws ActionError saying what is missing. */
  checkMachine(session: Session, inputs: Inputs, config: ResolvedConfig): Promise<Installed>;
  /**
   * Launches the evaluation and watches it to its end, or until the run is stopped.
   * @param pinned what `prepare` answered.
   */
  launchAndWatch(
    session: Session,
    inputs: Inputs,
    installed: Installed,
    pinned: readonly number[],
  ): Promise<Watched>;
  /** Launches the evaluation and leaves it; absent where it would end with the job's machine. */
  submit?(session: Session, inputs: Inputs, installed: Installed): Promise<void>;
}

/** Loads the executor of a config. */
export async function executorOf(config: ResolvedConfig): Promise<Executor> {
  switch (executorNameOf(config)) {
    case 'slurm':
      return (await import('./slurm/slurm-executor.js')).slurmExecutor;
    case 'lepton':
      return (await import('./lepton/lepton-executor.js')).leptonExecutor;
    case 'local':
      return (await import('./local-executor.js')).localExecutor;
  }
}
