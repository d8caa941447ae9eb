import { byobReader } from './byob.js';
import type { ItemFile, ItemReader } from './item-reader.js';
import { lmEvalReader } from './lm-eval.js';
import { nemoSkillsReader } from './nemo-skills.js';

const READERS: readonly ItemReader[] = [byobReader, lmEvalReader, nemoSkillsReader];

/** Harnesses that keep no per-item scores, by `framework_name` of run_config.yml, and what they keep instead. */
const WITHOUT_ITEMS: Record<string, string> = {
  simple_evals: 'simple-evals keeps items only in an HTML report and its request cache',
  bfcl: 'bfcl keeps scores by category, and of items only those that are wrong',
};

/** The per-item files of an artifacts folder with their reader, or in words why there are none. */
export function findItemFiles(
  artifactsDir: string,
  harness: string | undefined,
): { reader: ItemReader; files: ItemFile[] } | string {
  for (const reader of READERS) {
    const files = reader.find(artifactsDir);
    if (files.length > 0) return { reader, files };
  }
  return (
    (harness === undefined ? undefined : WITHOUT_ITEMS[harness]) ??
    `${harness ?? 'the harness'} left no per-item file that can be read`
  );
}

/** The reader of the harness that wrote a benchmark's scores, for names in a record; BYOB where it is not known. */
export function readerOf(harness: string | undefined): ItemReader {
  if (harness === 'lm-evaluation-harness') return lmEvalReader;
  return harness === 'nemo_skills' ? nemoSkillsReader : byobReader;
}

/** What a source of items takes over from the reader of its harness. */
export function mixing({ mixesTypes }: ItemReader): { mixesTypes?: true } {
  return mixesTypes ? { mixesTypes } : {};
}
