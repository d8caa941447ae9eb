import path from 'node:path';
import { listIfThere } from '../invocation.js';
import { mayBeFile } from '../linked-files.js';
import type { Row } from '../parse-row.js';
import {
  asText,
  contentOf,
  type ItemFile,
  type ItemReader,
  type ItemRow,
  itemText,
  numericScores,
} from './item-reader.js';

/** `output.jsonl`, or one file a repeat; pieces (`_chunk_0`) and marks (`.done`) of a run in progress are none. */
const FILE = /^output(?:-rs(\d+))?\.jsonl$/;
const RESULTS = 'eval-results';
const DEEPEST = 6;

/** Items of nemo-skills: `eval-results/<benchmark>/output*.jsonl`, one row a problem, in order of the data set. */
export const nemoSkillsReader: ItemReader = {
  name: 'nemo-skills',
  find(artifactsDir: string): ItemFile[] {
    return findResults(artifactsDir, 0).flatMap((root) => outputsIn(root, '', 0));
  },
  open: (file) => (row, index) => readRow(row, index, file.repeat ?? 0),
  locate(metric, score) {
    // Majority and best of k are of all answers to a problem: no single answer has such a score.
    return /^pass@1(\[|$|_)/.test(metric) ? { key: score, filter: '' } : undefined;
  },
  text: (row) =>
    itemText(
      row['problem'] ?? row['question'] ?? row['prompt'],
      row['expected_answer'],
      row['generation'] ?? row['predicted_answer'],
    ),
  label: itemName,
};

function findResults(dir: string, depth: number): string[] {
  if (path.basename(dir) === RESULTS) return [dir];
  if (depth >= DEEPEST) return [];
  return listIfThere(dir)
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => findResults(path.join(dir, entry.name), depth + 1));
}

function outputsIn(dir: string, task: string, depth: number): ItemFile[] {
  if (depth > DEEPEST) return [];
  return listIfThere(dir)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): ItemFile[] => {
      const inside = path.join(dir, entry.name);
      if (entry.isDirectory())
        return outputsIn(inside, task === '' ? entry.name : `${task}/${entry.name}`, depth + 1);
      const match = mayBeFile(entry) ? FILE.exec(entry.name) : null;
      return match ? [{ path: inside, task, repeat: Number(match[1] ?? 0) }] : [];
    });
}

function readRow(row: Row, index: number, repeat: number): ItemRow | string {
  const { scores, ...found } = numericScores(Object.entries(scoresOf(row)));
  const problem = asText(row['problem'] ?? row['question'] ?? row['prompt']);
  return {
    item: itemName(row, index),
    repeat,
    filter: '',
    scores,
    ...found,
    ...contentOf(problem, asText(row['expected_answer'])),
    ...(Object.keys(scores).length > 0 ? {} : { failure: asText(row['error']) ?? 'it holds no known score' }),
  };
}

/** What the data set calls it, else its place in the file, which is that in the data set. */
function itemName(row: Row, index: number): string {
  const id = [row['problem_idx'], row['id'], row['task_id']].find(
    (value) => typeof value === 'number' || (typeof value === 'string' && value !== ''),
  );
  return id === undefined ? `#${index}` : String(id);
}

/** Scores by the names that nemo-skills aggregates them under (nemo_skills/evaluation/metrics/*_metrics.py). */
function scoresOf(row: Row): Row {
  const scores: Row = {};
  if ('symbolic_correct' in row) scores['symbolic_correct'] = row['symbolic_correct'];
  if (typeof row['judgement'] === 'string') scores['judge_correct'] = isCorrectJudgement(row['judgement']);
  const both = [scores['symbolic_correct'], scores['judge_correct']];
  if (both.every((value) => typeof value === 'boolean')) {
    scores['both_correct'] = both.every(Boolean);
    scores['any_correct'] = both.some(Boolean);
  }
  if ('is_correct' in row) {
    scores['accuracy'] = row['is_correct'];
    if ('is_correct-plus' in row) {
      scores['passing_base_tests'] = row['is_correct'];
      scores['passing_plus_tests'] = row['is_correct-plus'];
    }
  }
  if (Array.isArray(row['graded_list'])) scores['accuracy'] = row['graded_list'][0];
  const follows = (name: string): unknown =>
    (row[name] as Row | null | undefined)?.['follow_all_instructions'];
  if (row['strict_eval']) scores['prompt_strict_accuracy'] = follows('strict_eval');
  if (row['loose_eval']) scores['prompt_loose_accuracy'] = follows('loose_eval');
  return scores;
}

/** A judge ends with "Judgement: Yes" or "Judgement: No"; anything else counts as no. */
function isCorrectJudgement(judgement: string): boolean {
  const at = judgement.lastIndexOf('Judgement:');
  return at >= 0 && /^yes/i.test(judgement.slice(at + 'Judgement:'.length).trim());
}
