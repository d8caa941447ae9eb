import type { Snapshot } from '../config/snapshot.js';
import { ConfigError } from '../errors.js';
import type { MergedLeg } from '../report/result-json.js';
import type { Benchmark, EvalResults, EvalTask } from '../results/eval-results.js';
import type { LegRecord } from './leg-record.js';
import { mergeSnapshots } from './merge-snapshots.js';
import { findMissing, type MissingLeg } from './missing-legs.js';
import { ownTask, whyBroken } from './own-tasks.js';
import { type PooledTask, poolShards } from './pool-shards.js';
import type { UnreadableLeg } from './read-legs.js';

export const LEGS_ARE = ['auto', 'tasks', 'models'] as const;
export type LegsAre = (typeof LEGS_ARE)[number];

/** A task of one leg. */
export interface LegTask {
  leg: LegRecord;
  task: EvalTask;
  benchmarks: Benchmark[];
}

/** A task of the merged result, and the tasks of legs that it is of: several where they are shards of one. */
export interface MergedTask {
  name: string;
  parts: LegTask[];
}

/** Legs as one evaluation. */
export interface MergedLegs {
  /** As one record has it; where items lie is not part of it. */
  results: EvalResults;
  /** By the index of the merged task. */
  tasks: MergedTask[];
  missing: MissingLeg[];
  /** All legs, the missing ones last. */
  legs: MergedLeg[];
  /** Whether rows are named by leg. */
  byLeg: boolean;
  /** What a reader must know, one line each. */
  problems: string[];
}

export interface MergeOptions {
  /** What the legs differ in. */
  legsAre: LegsAre;
  /** Legs that must be there. */
  expected: readonly string[];
  unreadable: readonly UnreadableLeg[];
  /** Names of the benchmarks that are compared with: rows are named as they are there, where nothing else tells. */
  known: readonly string[];
}

/**
 * Merges legs into one evaluation. Legs of different tasks are put side by side; shards of one benchmark are pooled; legs
 * of different models keep their benchmarks apart, as `<leg>/<benchmark>`.
 * @throws ConfigError where two legs have the same benchmark and are neither shards of it nor different models.
 */
export async function mergeLegs(
  legs: readonly LegRecord[],
  { legsAre, expected, unreadable, known }: MergeOptions,
): Promise<MergedLegs> {
  const byLeg = legsAre === 'models' || (legsAre === 'auto' && areModels(legs, known));
  const all = legs.flatMap(tasksOf);
  const tasks = byLeg
    ? all.map((part) => ({ name: `${part.leg.key}/${part.task.name}`, parts: [part] }))
    : groupShards(all);
  const merged: PooledTask[] = [];
  for (const [index, task] of tasks.entries())
    merged.push(task.parts.length === 1 ? takeTask(task, index, byLeg) : await poolShards(task, index));
  const { missing, problems } = findMissing(legs, unreadable, expected);
  const snapshot = mergeSnapshots(
    legs.flatMap(({ results }) => results.snapshot ?? []),
    tasks.map(({ name, parts }) => ({ name, snapshots: parts.map(({ task }) => task.snapshot) })),
  );
  return {
    results: assemble(legs, merged, snapshot),
    tasks,
    missing,
    legs: [
      ...legs.map(describeLeg),
      ...missing.map(({ key, reason, artifact }) => ({
        key,
        state: 'missing' as const,
        reason,
        ...(artifact === undefined ? {} : { artifact }),
      })),
    ],
    byLeg,
    problems: [...problems, ...merged.flatMap((task) => task.problems)],
  };
}

/** Whether two legs ask different models the same, or what is compared with has its rows by leg. */
function areModels(legs: readonly LegRecord[], known: readonly string[]): boolean {
  const names = new Set(known);
  // A leg may be called like its task: `mmlu/acc` alone says nothing.
  const isByLeg = ({ key, results }: LegRecord): boolean =>
    results.benchmarks.some(({ name }) => names.has(`${key}/${name}`) && !names.has(name));
  if (legs.some(isByLeg)) return true;
  const models = new Map<string, string>();
  return legs.some(({ results }) =>
    results.benchmarks.some(({ name }) => {
      const { model } = results;
      if (model === undefined) return false;
      const other = models.get(name) ?? model;
      models.set(name, other);
      return other !== model;
    }),
  );
}

/** The tasks of a leg; one of the leg itself where it ended badly and none of its tasks says so. */
function tasksOf(leg: LegRecord): LegTask[] {
  const { tasks, benchmarks } = leg.results;
  const own = tasks.map((task) => ({
    leg,
    task,
    benchmarks: benchmarks.filter(({ taskIndex }) => taskIndex === task.index),
  }));
  const broken = ownTask(leg);
  return broken ? [...own, { leg, task: broken, benchmarks: [] }] : own;
}

/** Tasks that have a benchmark in common are shards of one. */
function groupShards(all: readonly LegTask[]): MergedTask[] {
  const groups: MergedTask[] = [];
  for (const part of all) {
    const names = new Set(part.benchmarks.map(({ name }) => name));
    const same = groups.filter(({ parts }) =>
      parts.some(({ benchmarks }) => benchmarks.some(({ name }) => names.has(name))),
    );
    for (const other of same.flatMap(({ parts }) => parts)) refuseModels(other, part);
    const [first, ...rest] = same;
    if (!first) groups.push({ name: part.task.name, parts: [part] });
    else {
      first.parts.push(...rest.flatMap(({ parts }) => parts), part);
      for (const joined of rest) groups.splice(groups.indexOf(joined), 1);
    }
  }
  return groups;
}

function refuseModels(one: LegTask, other: LegTask): void {
  const models = [one.leg.results.model, other.leg.results.model];
  if (models[0] === models[1] || models.includes(undefined)) return;
  throw new ConfigError(
    `the legs ${one.leg.key} (model ${models[0]}) and ${other.leg.key} (model ${models[1]}) both have ${one.task.name}: set legs-are to models, and rows are named by leg`,
  );
}

/** A task that one leg alone has. */
function takeTask({ name, parts }: MergedTask, index: number, byLeg: boolean): PooledTask {
  const { leg, task, benchmarks } = parts[0]!;
  // A policy means a row by its task too: the harness's own name for it is that of every leg.
  const own = (text: string): string => (byLeg ? `${leg.key}/${text}` : text);
  return {
    task: { ...task, name, index },
    benchmarks: benchmarks.map(({ items, ...benchmark }) => ({
      ...benchmark,
      name: own(benchmark.name),
      task: own(benchmark.task),
      ...(benchmark.parent === undefined ? {} : { parent: own(benchmark.parent) }),
      taskIndex: index,
      ...(items ? { noItems: IN_LEGS } : {}),
    })),
    problems: [],
  };
}

const IN_LEGS = 'they lie in the record of the leg';

function assemble(
  legs: readonly LegRecord[],
  merged: readonly PooledTask[],
  snapshot: Snapshot | undefined,
): EvalResults {
  const models = new Set(legs.map(({ results }) => results.model));
  const [model] = models;
  return {
    kind: 'record',
    dir: '',
    ...(models.size === 1 && model !== undefined ? { model } : {}),
    ...(snapshot ? { snapshot } : {}),
    tasks: merged.map(({ task }, index) => {
      const taken = snapshot?.tasks[index];
      const { snapshot: _, ...rest } = task;
      return taken ? { ...rest, snapshot: taken } : rest;
    }),
    benchmarks: merged.flatMap(({ benchmarks }) => benchmarks),
  };
}

function describeLeg(leg: LegRecord): MergedLeg {
  const reason = whyBroken(leg);
  return {
    key: leg.key,
    state: leg.state,
    attempt: leg.attempt,
    artifact: leg.artifact.name,
    ...(leg.results.model === undefined ? {} : { model: leg.results.model }),
    ...(reason === undefined ? {} : { reason }),
  };
}
