import path from 'node:path';
import type { Bundle } from '../../results/bundle/bundle.js';
import { type BundleFolder, type Discovered, openBundles } from '../../results/bundle/discover-bundles.js';
import { NoFile } from '../../results/bundle/for-each-line.js';
import { type Rows, readRows } from '../../results/bundle/read-rows.js';
import { compareCodePoints } from '../../results/code-points.js';
import { type Fault, faultsOf } from '../fault.js';
import type { GatePolicy } from '../policy/gate-policy.js';
import {
  checkGateable,
  requiredBenchmarks,
  resolveThresholds,
  suggestBenchmarks,
} from '../policy/resolve-policy.js';
import { type BenchmarkResult, emptyResult, UnreadableBenchmark } from './benchmark-result.js';
import { concludeGate, type GateVerdict } from './gate-verdict.js';
import { judgeBenchmark, type Side } from './judge-benchmark.js';

/** What a gate says of two folders of bundles. */
export interface GateReport {
  /** Null where `nel gate` would stop with an error and report nothing: see `unreadable`. */
  verdict: GateVerdict | null;
  /** Missing ones first, then those that both sides have; in order of their names. */
  results: BenchmarkResult[];
  /** What `nel gate` stops at. The other benchmarks are judged all the same. */
  unreadable: { benchmark: string | undefined; faults: readonly Fault[] }[];
  /** Benchmarks that one side alone has. */
  onlyIn: { baseline: string[]; candidate: string[] };
  /** Of those that the baseline alone has, the ones that the policy would gate by its defaults. `nel gate` only warns of them. */
  notRun: string[];
  /** What was passed over or is odd, one line each. */
  notes: string[];
}

/**
 * Judges the bundles of one folder by those of another, as `nel gate BASELINE CANDIDATE --policy POLICY` does (0.3.0
 * with scipy installed): status, verdict, difference, interval and number of pairs are the same.
 * @throws ConfigError for a policy that cannot be gated, and for a path that is neither folder nor bundle.
 */
export async function gateFolders(
  baseline: BundleFolder,
  candidate: BundleFolder,
  policy: GatePolicy,
): Promise<GateReport> {
  checkGateable(policy);
  const base = openBundles(baseline);
  const cand = openBundles(candidate);
  const report: GateReport = {
    verdict: null,
    results: listMissing(policy, base, cand),
    unreadable: [
      ...base.broken.map(({ benchmark, message }) => ({
        benchmark,
        faults: faultsOf('baseline', [message]),
      })),
      ...cand.broken.map(({ benchmark, message }) => ({
        benchmark,
        faults: faultsOf('candidate', [message]),
      })),
    ],
    onlyIn: { baseline: namesWithout(base, cand), candidate: namesWithout(cand, base) },
    notRun: listNotRun(policy, base, cand),
    notes: [...policy.notes, ...base.ignored, ...cand.ignored],
  };
  for (const name of [...base.bundles.keys()].sort(compareCodePoints)) {
    const other = cand.bundles.get(name);
    if (other) await judge(name, base.bundles.get(name)!, other, policy, report);
  }
  if (report.unreadable.length === 0) report.verdict = concludeGate(report.results);
  return report;
}

async function judge(
  name: string,
  baseline: Bundle,
  candidate: Bundle,
  policy: GatePolicy,
  report: GateReport,
): Promise<void> {
  try {
    const sides = [await readSide(baseline), await readSide(candidate)] as const;
    report.results.push(judgeBenchmark(name, ...sides, resolveThresholds(policy, name)));
    report.notes.push(...sides.flatMap(({ rows }) => describeRows(rows)));
  } catch (error) {
    if (!(error instanceof UnreadableBenchmark)) throw error;
    const faults = error.found.map(({ bundle, reason }): Fault => {
      return { side: bundle === baseline ? 'baseline' : 'candidate', reason };
    });
    report.unreadable.push({ benchmark: name, faults });
  }
}

async function readSide(bundle: Bundle): Promise<Side> {
  const name = path.posix.join(path.posix.dirname(bundle.name), 'results.jsonl');
  try {
    return { bundle, rows: await readRows(path.join(path.dirname(bundle.path), 'results.jsonl'), name) };
  } catch (error) {
    if (error instanceof NoFile)
      throw new UnreadableBenchmark([{ bundle, reason: `${name} ${error.message}` }]);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { bundle, rows: undefined };
    throw new UnreadableBenchmark([{ bundle, reason: `${name} cannot be read (${code})` }]);
  }
}

/** What `nel gate` leaves out without a word. */
function describeRows(rows: Rows | undefined): string[] {
  if (!rows) return [];
  const more = rows.skipped.count - rows.skipped.first.length;
  return [
    ...rows.skipped.first.map(({ line, message }) => `${rows.file}:${line} ${message}: it is left out`),
    ...(more > 0 ? [`${rows.file}: ${more} more lines are left out`] : []),
    ...(rows.replaced > 0
      ? [
          `${rows.file}: ${rows.replaced} rows have a problem and repeat that came before: the last one counts`,
        ]
      : []),
  ];
}

function listMissing(policy: GatePolicy, base: Discovered, cand: Discovered): BenchmarkResult[] {
  const available = [...new Set([...base.bundles.keys(), ...cand.bundles.keys()])];
  const unreadable = new Set([...base.broken, ...cand.broken].map(({ benchmark }) => benchmark));
  const suggestions = suggestBenchmarks(policy, available);
  return requiredBenchmarks(policy)
    .filter((name) => !(base.bundles.has(name) && cand.bundles.has(name)) && !unreadable.has(name))
    .map((name) => ({
      ...emptyResult(name, resolveThresholds(policy, name)),
      status: 'MISSING',
      reasons: [describeMissing(name, base, cand, suggestions.get(name))],
    }));
}

function describeMissing(name: string, base: Discovered, cand: Discovered, near: string | undefined): string {
  const without = [base, cand].map((side) => !side.bundles.has(name));
  const where = without.every(Boolean)
    ? 'neither side has it'
    : `the ${without[0] ? 'baseline' : 'candidate'} does not have it`;
  return `required by the policy, and ${where}${near ? `: did you mean "${near}"?` : ''}`;
}

/** What is required is missing, and what is advisory decides nothing. */
function listNotRun(policy: GatePolicy, base: Discovered, cand: Discovered): string[] {
  const otherwise = new Set([
    ...requiredBenchmarks(policy),
    ...cand.broken.map(({ benchmark }) => benchmark),
  ]);
  return namesWithout(base, cand).filter(
    (name) => !otherwise.has(name) && resolveThresholds(policy, name).tier !== 'advisory',
  );
}

function namesWithout(side: Discovered, other: Discovered): string[] {
  return [...side.bundles.keys()].filter((name) => !other.bundles.has(name)).sort(compareCodePoints);
}
