import type { ComparedBenchmark, Comparison } from '../../comparison/comparison.js';
import type { Confirmation, ConfirmationStatus, Estimate } from '../../comparison/confirm/confirmation.js';
import { renderTable } from '../comparison/details.js';
import { listNames, showName, showSentence } from '../comparison/outside-text.js';
import { NONE, showDelta, showP } from '../comparison/show-numbers.js';

const MOST_ROWS = 50;
const MOST_NAMES = 10;
const LONG_REASON = 300;

const OUTCOMES: Record<ConfirmationStatus, string> = {
  confirmed: '❌ confirmed',
  'not-confirmed': '❔ not confirmed',
  unanswered: '❌ no answer, the first verdict stands',
};

type Rerun = ComparedBenchmark & { confirmation: Confirmation };

/** Both estimates of what was run once more, and which breaches were not confirmed; empty where nothing was. */
export function renderConfirmation({ benchmarks }: Comparison): string {
  const rerun = benchmarks.filter((benchmark): benchmark is Rerun => benchmark.confirmation !== undefined);
  if (rerun.length === 0) return '';
  const open = rerun.filter(({ confirmation }) => confirmation.status === 'not-confirmed');
  const said =
    open.length === 0
      ? 'None of them is taken back.'
      : `Not confirmed: ${listNames(
          open.map(({ name }) => name),
          MOST_NAMES,
        )}.`;
  const shared = rerun.some(({ confirmation }) => !confirmation.baselineRerun)
    ? ' The baseline was not run again: both estimates share its noise.'
    : '';
  return [
    '**What breached was run once more**, and the rerun judged alone',
    renderTable('| benchmark | first run | rerun | |\n|---|---|---|---|', rerun, row, MOST_ROWS),
    `${said}${shared}`,
  ].join('\n\n');
}

function row({ name, scale, confirmation }: Rerun): string {
  const { first, rerun, status, reason } = confirmation;
  const outcome = `${OUTCOMES[status]}: ${showSentence(reason, LONG_REASON)}`;
  return `| ${showName(name)} | ${showEstimate(first, scale)} | ${showEstimate(rerun, scale)} | ${outcome} |`;
}

/** `−3.0 pp (−4.4 … −1.6), n 1000, p 2e-5` */
function showEstimate({ delta, ci95, pValue, n }: Estimate, scale: ComparedBenchmark['scale']): string {
  if (delta === null) return NONE;
  const { point, interval, unit } = showDelta(delta, ci95, scale);
  return [
    `${point} ${unit}${interval && ` (${interval})`}`,
    n === null ? '' : `n ${n}`,
    pValue === null ? '' : `p ${showName(showP(pValue))}`,
  ]
    .filter(Boolean)
    .join(', ');
}
