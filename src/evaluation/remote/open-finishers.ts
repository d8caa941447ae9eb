import type { InvocationFinisher } from '../../collecting/open/finisher.js';
import type { RemoteExecutor } from '../../open-records/record.js';
import type { Resumer } from './resume-session.js';

/** What finishes the invocations of each executor; each is opened at its first use. */
export function openFinishers(resumer: Resumer): {
  of: (executor: RemoteExecutor) => Promise<InvocationFinisher>;
  close: () => Promise<void>;
} {
  const open = new Map<RemoteExecutor, Promise<InvocationFinisher>>();
  return {
    of: (executor) => {
      const finisher = open.get(executor) ?? load(executor, resumer);
      open.set(executor, finisher);
      return finisher;
    },
    close: async () => {
      for (const finisher of open.values()) await (await finisher).close?.();
    },
  };
}

async function load(executor: RemoteExecutor, resumer: Resumer): Promise<InvocationFinisher> {
  switch (executor) {
    case 'slurm':
      return new (await import('./slurm-finisher.js')).SlurmFinisher(resumer);
    case 'lepton':
      return new (await import('./lepton-finisher.js')).LeptonFinisher(resumer);
  }
}
