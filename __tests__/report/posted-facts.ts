import type { Comparison } from '../../src/comparison/comparison.js';
import type { PostedFacts } from '../../src/report/posted-text.js';
import type { PostedReport } from '../../src/report/redact-report.js';

export const RUN_URL = 'https://github.com/o/r/actions/runs/12';

export const posted = (rest: Partial<PostedReport> = {}): PostedReport => ({
  state: 'success',
  verdict: rest.comparison?.verdict ?? 'NO-BASELINE',
  candidate: { model: 'iter_0002000', sha: 'a'.repeat(40), ref: 'refs/heads/x', runId: '12' },
  tasks: [],
  ...rest,
});

export const postedFacts = (report: PostedReport, rest: Partial<PostedFacts> = {}): PostedFacts => ({
  report,
  runUrl: RUN_URL,
  showItems: false,
  attempt: '1',
  ...rest,
});

/** A report with a comparison. */
export const comparedReport = (comparison: Comparison, rest: Partial<PostedReport> = {}): PostedReport =>
  posted({ comparison, baseline: { source: 'path', name: 'base' }, ...rest });
