import { canonicalJson, sha256 } from '../config/canonical-json.js';
import type { Snapshot, SnapshotField, TaskSnapshot } from '../config/snapshot.js';

/** What is known of one merged task: the snapshots of it that its legs took. */
export interface TaskOfLegs {
  name: string;
  snapshots: readonly (TaskSnapshot | undefined)[];
}

/**
 * One snapshot of several: tasks in the order of the merged result, as its record is read. What legs agree in stays as it
 * is, the rest is the list of what each says, in an order that does not hang on theirs.
 * @returns undefined where no leg has one.
 */
export function mergeSnapshots(
  snapshots: readonly Snapshot[],
  tasks: readonly TaskOfLegs[],
): Snapshot | undefined {
  if (snapshots.length === 0) return undefined;
  const merged = tasks.map((task) => mergeTask(task));
  const fields = mergeFields(snapshots.map((one) => one.fields ?? {}));
  const files = snapshots.map(({ config_file }) => config_file);
  return {
    schema_version: 1,
    hash: sha256(canonicalJson([hashOf(fields), merged.map(({ name, hash }) => [name, hash])])),
    config_file: allEqual(files) ? (files[0] ?? null) : null,
    output_dir: allEqual(snapshots.map(({ output_dir }) => output_dir)) ? snapshots[0]!.output_dir : '',
    config_hash: sha256(canonicalJson(snapshots.map(({ config_hash }) => config_hash).sort())),
    fields,
    tasks: merged,
    context: mergeValues(snapshots.map(({ context }) => context)) as Record<string, unknown>,
  };
}

function mergeTask({ name, snapshots }: TaskOfLegs): TaskSnapshot {
  const known = snapshots.filter((one) => one !== undefined);
  // What one shard does not tell is not known of the whole.
  const fields =
    known.length > 0 && known.length === snapshots.length
      ? mergeFields(known.map((one) => one.fields ?? {}))
      : {};
  return { name, hash: hashOf(fields), fields };
}

function mergeFields(all: readonly Record<string, SnapshotField>[]): Record<string, SnapshotField> {
  if (all.length === 1) return all[0]!;
  const names = [...new Set(all.flatMap(Object.keys))];
  return Object.fromEntries(
    names.map((name) => {
      const values = all.map((fields) => fields[name]?.value ?? null);
      const value = name === 'dataset' && !allEqual(values) ? { value: listOf(values) } : mergeValues(values);
      return [name, { value, hash: sha256(canonicalJson(value)) }];
    }),
  );
}

/** Equal values are one; mappings are merged key by key; anything else is a list. */
function mergeValues(values: readonly unknown[]): unknown {
  if (allEqual(values)) return values[0] ?? null;
  if (!values.every(isMapping)) return listOf(values);
  const names = [...new Set(values.flatMap(Object.keys))];
  return Object.fromEntries(names.map((name) => [name, mergeValues(values.map((one) => one[name] ?? null))]));
}

function listOf(values: readonly unknown[]): { shards: unknown[] } {
  const texts = new Map(values.map((value) => [canonicalJson(value ?? null), value ?? null]));
  return { shards: [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value) };
}

function allEqual(values: readonly unknown[]): boolean {
  return new Set(values.map((value) => canonicalJson(value ?? null))).size <= 1;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hashOf(fields: Record<string, SnapshotField>): string {
  return sha256(canonicalJson(Object.entries(fields).map(([name, { hash }]) => [name, hash])));
}
