import path from 'node:path';
import { listIfThere, withSubfolders } from '../invocation.js';
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

/** `samples_<task>_<ISO time, with - for :>.jsonl`, in a folder of the model's name. */
const FILE = /^samples_(.+)_(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d+)?)\.jsonl$/;

/** Items of lm-eval: one row a document and filter; a file for each task, a further one for each run into the folder. */
export const lmEvalReader: ItemReader = {
  name: 'lm-eval',
  find(artifactsDir: string): ItemFile[] {
    const newest = new Map<string, { time: string; path: string }>();
    for (const dir of withSubfolders(artifactsDir)) {
      for (const entry of listIfThere(dir)) {
        const [, task, time] = FILE.exec(entry.name) ?? [];
        if (!mayBeFile(entry) || task === undefined || time === undefined) continue;
        const known = newest.get(task);
        if (!known || known.time < time) newest.set(task, { time, path: path.join(dir, entry.name) });
      }
    }
    return [...newest].map(([task, file]) => ({ path: file.path, task }));
  },
  open: () => readRow,
  locate(metric) {
    const at = metric.indexOf('__');
    return at < 0
      ? { key: metric, filter: 'none' }
      : { key: metric.slice(0, at), filter: metric.slice(at + 2) };
  },
  text: (row) => itemText(promptOf(row), row['target'], answerOf(row)),
  label: (row) => String(row['doc_id']),
};

function readRow(row: Row): ItemRow | string {
  const id = row['doc_id'];
  if (typeof id !== 'number' && typeof id !== 'string') return 'has no "doc_id"';
  const metrics = Array.isArray(row['metrics']) ? row['metrics'] : [];
  const entries = metrics.map((name): [string, unknown] => [String(name), row[String(name)]]);
  const texts = entries.filter(([, value]) => isNumpyText(value)).map(([name]) => name);
  const { scores, ...found } = numericScores(entries.filter(([, value]) => !isNumpyText(value)));
  const [doc, prompt, target] = ['doc_hash', 'prompt_hash', 'target_hash'].map((name) => asText(row[name]));
  return {
    item: String(id),
    repeat: 0,
    filter: typeof row['filter'] === 'string' ? row['filter'] : 'none',
    scores,
    ...found,
    ...(texts.length > 0 ? { texts } : {}),
    // Of one of the two nothing equal could be made on a side that has both: what is not known is no change.
    ...contentOf(doc === undefined || prompt === undefined ? undefined : `${doc} ${prompt}`, target),
    ...(Object.keys(scores).length > 0 ? {} : { failure: 'no metric of it is a finite number' }),
  };
}

/** Numbers and truths of numpy, which JSON does not know, are written with Python's str(). */
function isNumpyText(value: unknown): boolean {
  return typeof value === 'string' && /^(True|False|-?\d+(\.\d+)?(e[+-]?\d+)?)$/.test(value);
}

/** The first request's text; of a chat, the messages one after another. */
function promptOf(row: Row): string | undefined {
  const requests = row['arguments'];
  if (typeof requests !== 'object' || requests === null) return undefined;
  const [first] = Object.values(requests);
  const argument = typeof first === 'object' && first !== null ? Object.values(first)[0] : first;
  const text = Array.isArray(argument) ? argument[0] : argument;
  if (typeof text !== 'string') return asText(text);
  try {
    const messages: unknown = JSON.parse(text);
    if (!Array.isArray(messages)) return text;
    return messages
      .map((message: Row) => `${asText(message['role'])}: ${asText(message['content'])}`)
      .join('\n');
  } catch {
    return text;
  }
}

/** Multiple choice is answered by the likeliest continuation, anything else by the text itself. */
function answerOf(row: Row): string | undefined {
  const responses = row['resps'];
  if (!Array.isArray(responses)) return undefined;
  const likelihoods = responses.map((response) =>
    Number(Array.isArray(response) ? [response].flat(2)[0] : NaN),
  );
  if (responses.length > 1 && likelihoods.every((value) => Number.isFinite(value))) {
    const best = likelihoods.indexOf(Math.max(...likelihoods));
    const choice = Object.values((row['arguments'] ?? {}) as Record<string, Row>)[best];
    return asText(choice?.['arg_1']) ?? `choice ${best}`;
  }
  return asText([responses].flat(2)[0]);
}
