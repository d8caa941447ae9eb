import type {
  BaselineFacts,
  BenchmarkStatus,
  ComparedBenchmark,
  Comparison,
} from '../../comparison/comparison.js';
import type { FlipText } from '../../comparison/flips.js';
import type { FinalState, Verdict } from '../../outputs.js';
import type { TaskState } from '../../results/validity.js';

/** All that the HTML report shows. Texts are as they came from outside: the renderer escapes them. */
export interface HtmlReport extends HtmlExtras {
  state: FinalState;
  verdict: Verdict;
  /** The verdict with what led to it, in one line. */
  headline: string;
  /** One line, where something went wrong. */
  error?: string;
  candidate: { model?: string; sha?: string; ref?: string; runId?: string };
  /** Null where there is none. */
  baseline: BaselineFacts | null;
  invocation?: { id: string; launcherVersion: string };
  /** Null where nothing was compared. */
  comparison: Comparison | null;
  /** The compared benchmarks, or the scores of a run without a comparison. */
  benchmarks: readonly ComparedBenchmark[];
  /** Tasks that prove nothing, or of which something must be said. */
  tasks: readonly HtmlTask[];
  /** What preflight found. */
  findings: readonly HtmlFinding[];
}

/** What a report of a run does not hold itself. */
export interface HtmlExtras {
  /** Whether prompts and answers may be shown; without it, not one of them is in the file. */
  showItems: boolean;
  /** Items that changed, by name of benchmark, those that changed most first. Without it, the few that a comparison keeps. */
  flips?: ReadonlyMap<string, readonly FlipText[]>;
  trend?: readonly Trend[];
  generations?: readonly Generation[];
  /** Of the workflow run; the first is not worth saying. */
  attempt?: string;
  /** ISO 8601. */
  createdAt?: string;
  /** Page of the workflow run. */
  runUrl?: string;
  artifact?: { name: string; url?: string };
  /** To look further, one line each, in the order in which they are to be entered. */
  commands?: readonly string[];
}

/** How the scores of one benchmark went, in the order of their runs. */
export interface Trend {
  benchmark: string;
  points: readonly TrendPoint[];
}

/** One run in a trend. Points that cannot be compared with the candidate are marked and joined with none. */
export interface TrendPoint {
  run_id: string;
  run_attempt?: string | number;
  sha: string;
  /** ISO 8601. */
  created_at: string;
  /** In score units; null where the run has none, which leaves a gap. */
  score: number | null;
  /** 95 % interval of the score. */
  low?: number;
  high?: number;
  comparable: boolean;
  status: BenchmarkStatus | null;
}

/** An answer as the model gave it, for a person to read. */
export interface Generation {
  benchmark: string;
  item: string;
  prompt: string;
  answer: string;
}

export interface HtmlTask {
  task: string;
  state: TaskState;
  reasons: readonly string[];
  notes: readonly string[];
}

export interface HtmlFinding {
  id: string;
  severity: 'error' | 'warning';
  message: string;
  recovery: string;
}
