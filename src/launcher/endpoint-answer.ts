import { didYouMean } from '../config/known-paths.js';
import type { Form } from '../config/preflight/endpoint-url.js';
import type { Complaint, ContextLength, ModelList } from '../config/preflight/probe-answer.js';
import { shorten } from '../report/escape.js';
import type { HttpAnswer } from './http-exchange.js';

/** Takes the key out of a text. */
export type Redact = (text: string) => string;

const LONGEST_MESSAGE = 200;
const LONGEST_NAME = 100;
const NAMES_SHOWN = 5;

/** The body as JSON; undefined where it is none, or was cut off. */
export function readJson({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The value at a path of names and indices; undefined where there is none. */
function dig(value: unknown, ...path: (string | number)[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at;
}

/** Untrusted text as one line without control and other invisible characters, without the key, and short. */
export function plainLine(text: string, redact: Redact, limit: number): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, '')
    .trim();
  return shorten(redact(line), limit);
}

/** What the server says in a refusal, in the words of OpenAI, FastAPI and others, or as text or HTML. */
export function serverMessage(answer: HttpAnswer, redact: Redact): string {
  const json = readJson(answer);
  const candidates = [['error', 'message'], ['error'], ['message'], ['detail'], ['title']].map((path) =>
    dig(json, ...path),
  );
  const text = candidates.find((value) => typeof value === 'string' && value !== '');
  if (typeof text === 'string') return plainLine(text, redact, LONGEST_MESSAGE);
  const faults = dig(json, 'detail');
  if (Array.isArray(faults)) return plainLine(faults.map(faultText).join('; '), redact, LONGEST_MESSAGE);
  // Of a body that was cut off, the end may hold a part of the key that nothing would recognise.
  const raw = answer.whole ? answer.body : answer.body.slice(0, answer.body.length / 2);
  const shown = /<title>([^<]+)/i.exec(raw)?.[1] ?? raw.replace(/<[^<>]*>/g, ' ');
  return plainLine(shown, redact, LONGEST_MESSAGE);
}

/** A fault in FastAPI's words, without the input that it repeats. */
function faultText(fault: unknown): string {
  const place = dig(fault, 'loc');
  return `${Array.isArray(place) ? place.join('.') : ''} ${String(dig(fault, 'msg') ?? '')}`;
}

function misses(field: string): string {
  return `\\b${field}\\b.*(required|missing|must be)|(required|missing)\\b.*\\b${field}\\b`;
}

/** Words of OpenAI and vLLM, and of servers that miss the field of the other form. */
const WRONG_FORM: Record<Form, RegExp> = {
  chat: new RegExp(
    `not a chat model|not support (the )?chat.?completions?|not (supported )?in (the )?v1/chat/completions|chat template|${misses('prompt')}`,
    'i',
  ),
  completions: new RegExp(
    `is a chat model|not support (the )?completions?\\b|not (supported )?in (the )?v1/completions|${misses('messages')}`,
    'i',
  ),
  embedding: new RegExp(`not support (the )?embeddings?\\b|${misses('messages')}|${misses('prompt')}`, 'i'),
};
const UNKNOWN_MODEL =
  /\bmodel\b.*\b(does not exist|doesn't exist|not exist|not found|not available|not loaded)\b|\b(unknown|invalid|unsupported|no such) model\b|not a valid model/i;
const TOKEN_LIMIT = /\bmax_(completion_|output_)?tokens\b/;

/** What a refusal of a request of this form is about; undefined where its words do not tell. */
export function complaintOf(form: Form, answer: HttpAnswer, message: string): Complaint | undefined {
  const { status } = answer;
  if (![400, 404, 405, 422, 501].includes(status)) return undefined;
  if (WRONG_FORM[form].test(message)) return 'wrong_form';
  const code = dig(readJson(answer), 'error', 'code');
  if (code === 'model_not_found' || UNKNOWN_MODEL.test(message)) return 'unknown_model';
  return (status === 400 || status === 422) && TOKEN_LIMIT.test(message) ? 'token_limit' : undefined;
}

/** The form of a successful answer. */
export function answeredForm(answer: HttpAnswer): Form | undefined {
  const json = readJson(answer);
  // The vector of a large model is longer than what is read of it.
  if (json === undefined)
    return !answer.whole && answer.body.includes('"embedding"') ? 'embedding' : undefined;
  const choice = dig(json, 'choices', 0);
  if (typeof dig(choice, 'message') === 'object' || dig(json, 'object') === 'chat.completion') return 'chat';
  if (typeof dig(choice, 'text') === 'string' || dig(json, 'object') === 'text_completion')
    return 'completions';
  return dig(json, 'data', 0, 'embedding') === undefined ? undefined : 'embedding';
}

/**
 * Whose log-probabilities an answer to a request with `echo` has. With the prompt's there are several, the first
 * of them null; servers that ignore `echo` give one, of the token that was generated.
 */
export function logprobsOf(answer: HttpAnswer): 'prompt' | 'generated' | 'none' {
  const logprobs = dig(readJson(answer), 'choices', 0, 'logprobs');
  const values = dig(logprobs, 'token_logprobs');
  if (Array.isArray(values) && values.length > 0)
    return values.slice(0, -1).some((value) => typeof value === 'number') ? 'prompt' : 'generated';
  const content = dig(logprobs, 'content');
  return Array.isArray(content) && content.length > 0 ? 'generated' : 'none';
}

/** Looks a model up in the answer of GET /models. */
export function findModel(answer: HttpAnswer, model: string, redact: Redact): ModelList {
  const entries = dig(readJson(answer), 'data');
  if (!Array.isArray(entries)) {
    const why = answer.whole ? 'its list of models cannot be read' : 'its list of models is over 64 kB long';
    return { state: 'absent', why };
  }
  const named = entries.filter((entry) => typeof dig(entry, 'id') === 'string');
  if (named.length === 0) return { state: 'absent', why: 'its list of models is empty' };
  const found = named.find((entry) => dig(entry, 'id') === model);
  if (found !== undefined) {
    const context = contextLength(found);
    return context ? { state: 'listed', context } : { state: 'listed' };
  }
  const names = named.map((entry) => plainLine(dig(entry, 'id') as string, redact, LONGEST_NAME));
  const near = nearName(model, names);
  return {
    state: 'unlisted',
    count: names.length,
    some: names.slice(0, NAMES_SHOWN),
    ...(near === undefined ? {} : { near }),
  };
}

/** vLLM and SGLang send `max_model_len`, OpenRouter `context_length`. */
function contextLength(entry: unknown): ContextLength | undefined {
  for (const field of ['max_model_len', 'context_length'] as const) {
    const tokens = dig(entry, field);
    if (typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens > 0) return { field, tokens };
  }
  return undefined;
}

/** A slip of the pen, or a name without its owner (`meta/llama` for `llama`) or tag (`llama:latest`). */
function nearName(model: string, names: readonly string[]): string | undefined {
  const core = (name: string): string => name.toLowerCase().replace(/^.*\//, '').replace(/:.*$/, '');
  return didYouMean(model, names) ?? names.find((name) => core(name) === core(model));
}
