import type { ComparisonVerdict } from './comparison/comparison.js';

/** The `state` output. */
export type FinalState =
  | 'success'
  | 'failed'
  | 'killed'
  | 'timeout'
  | 'cancelled'
  | 'submitted'
  | 'dry-run'
  | 'config-error'
  | 'infrastructure-error'
  | 'invalid';

/** The launcher's executors that this action runs. */
export const EXECUTORS = ['local', 'slurm', 'lepton'] as const;

export type ExecutorName = (typeof EXECUTORS)[number];

/** The `verdict` output. */
export type Verdict = ComparisonVerdict;

/** Names of all outputs, as in action.yml. Each is set on every path, and empty when not known. */
export const OUTPUT_NAMES = [
  'invocation_id',
  'output_dir',
  'invocation_dir',
  'launcher_config',
  'status_command',
  'logs_command',
  'state',
  'verdict',
  'result_json',
  'summary_path',
  'flips_path',
  'report_path',
  'report_url',
  'artifact_id',
  'artifact_url',
  'artifact_digest',
  'baseline_source',
  'baseline_run_id',
  'baseline_sha',
  'check_url',
  'comment_url',
] as const;

/** Those of the compare action. */
export const COMPARE_OUTPUT_NAMES: readonly OutputName[] = [
  'state',
  'verdict',
  'result_json',
  'summary_path',
  'flips_path',
  'baseline_source',
  'baseline_run_id',
  'baseline_sha',
  'report_path',
  'report_url',
  'check_url',
  'comment_url',
];

/** Those of the collect action. */
export const COLLECT_OUTPUT_NAMES = [
  'state',
  'verdict',
  'missing_legs',
  'finished_invocations',
  'open_invocations',
  'record_path',
  'result_json',
  'summary_path',
  'flips_path',
  'baseline_source',
  'baseline_run_id',
  'baseline_sha',
  'report_path',
  'report_url',
  'check_url',
  'comment_url',
] as const;

/** Those of the plan action. */
export const PLAN_OUTPUT_NAMES = ['state', 'matrix', 'legs', 'expected', 'longest_seconds'] as const;

export type OutputName =
  | (typeof OUTPUT_NAMES)[number]
  | (typeof COLLECT_OUTPUT_NAMES)[number]
  | (typeof PLAN_OUTPUT_NAMES)[number];

/** Collects outputs, and sets those that are known and, at the end, all. */
export class Outputs {
  private readonly values = new Map<OutputName, string>();

  /** @param names those that the action has. */
  constructor(
    private readonly names: readonly OutputName[],
    private readonly write: (name: OutputName, value: string) => void,
  ) {}

  /** Sets an output at once: whatever happens next, it is there. */
  set(name: OutputName, value: string): void {
    this.values.set(name, value);
    this.write(name, value);
  }

  get(name: OutputName): string {
    return this.values.get(name) ?? '';
  }

  /** Sets what was not known to the empty text. */
  complete(): void {
    for (const name of this.names) if (!this.values.has(name)) this.set(name, '');
  }
}
