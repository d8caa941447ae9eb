import { describeForHtml } from '../../src/report/html/describe-for-html.js';
import type { HtmlReport } from '../../src/report/html/html-report.js';
import { benchmark, comparison } from '../report/comparisons.js';
import { RUN } from '../report/html/sample-report.js';

/** Ways out of every place that a text may stand in; each would set `hacked`, ask the network or turn the text. */
export const ATTACKS = [
  '</script><script>window.hacked = 1</script>',
  '<!--<script>window.hacked = 1//',
  '"><img src=x onerror="window.hacked=1">',
  "' onmouseover='window.hacked=1' x='",
  '</style><style>@import url(http://attacker.invalid/x.css);</style>',
  '</title><svg onload=window.hacked=1>',
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '<meta http-equiv=refresh content="0;url=http://attacker.invalid/">',
  'javascript:window.hacked=1',
  '\u202egnp.exe\u2066\u0000\u001b[31m\u0085\u2028\ud800',
  '${window.hacked=1}{{constructor.constructor("window.hacked=1")()}}',
];
const ALL = ATTACKS.join('\n');

/** A report in which every text from outside attacks. */
export function hostileReport(): HtmlReport {
  const name = `evil/${ALL}`;
  const flip = {
    kind: 'regressed',
    difference: -1,
    item: ALL,
    repeat: 0,
    task: `task ${ALL}`,
    prompt: ALL,
    target: ALL,
    baselineAnswer: ALL,
    candidateAnswer: `${ALL} other`,
  } as const;
  const one = benchmark(name, {
    status: 'BREACH',
    task: ALL,
    metric: ALL,
    tier: 'critical',
    reasons: [ALL, ALL],
    differences: [{ field: ALL, baseline: ALL, candidate: { [ALL]: ALL }, why: ALL }],
    unknown: [{ field: `${ALL}?`, baseline: ALL, reason: ALL }],
    examples: [flip, flip],
  });
  const unjudged = benchmark(`${name}/part`, { status: null, parent: ALL });
  return describeForHtml(
    {
      ...RUN,
      error: ALL,
      invocation: { id: ALL, executor: 'local', launcherVersion: ALL, attempt: 1 },
      candidate: { model: ALL, sha: ALL, ref: ALL, runId: ALL },
      baseline: { source: 'artifact', name: ALL, model: ALL, sha: ALL, ref: ALL, runId: ALL, ageDays: 1 },
      tasks: [
        {
          task: ALL,
          index: 0,
          dir: '',
          state: 'invalid',
          reasons: [ALL],
          notes: [ALL],
          scores: [],
          unconfirmed: false,
        },
      ],
      comparison: comparison('NO-GO', [one, unjudged], {
        gate: { verdict: 'NO-GO', mode: 'strict', policy: ALL },
        notes: [ALL],
        items: { compared: 10, changed: 2 },
      }),
    },
    {
      showItems: true,
      attempt: ALL,
      createdAt: ALL,
      runUrl: 'javascript:window.hacked=1',
      artifact: { name: ALL, url: `https://x"onclick="window.hacked=1` },
      trend: [
        {
          benchmark: name,
          points: [
            {
              run_id: ALL,
              run_attempt: ALL,
              sha: ALL,
              created_at: ALL,
              score: 0.5,
              comparable: true,
              status: 'PASS',
            },
            {
              run_id: '2',
              sha: 'a',
              created_at: '2026-01-01T00:00:00Z',
              score: 0.5,
              comparable: true,
              status: 'PASS',
            },
          ],
        },
      ],
      generations: [{ benchmark: ALL, item: ALL, prompt: ALL, answer: ALL }],
      commands: [ALL],
    },
  );
}
