// The "language model" of the demo: it answers the demo benchmarks' questions and errs where a hash says so.
import { createHash } from 'node:crypto';

const QUESTION = /What is (-?\d+) (plus|minus|times) (-?\d+)\?/;
const OPTION = /^([A-D])\) (-?\d+)$/gm;

/** Chosen so that `good` and `worse` meet their rates on both benchmarks within a point or two. */
const SALT = 'demo-1';

const GOOD_ERROR_RATE = 0.08;
const WORSE_ERROR_RATE = 0.3;
/** Of the mistakes `good` makes, `worse` gets this share right: real checkpoints differ in both directions. */
const WORSE_RECOVERS = 0.12;

/**
 * A number in [0, 1) that depends on the text and the purpose only.
 * @param {string} purpose
 * @param {string} text
 */
export function chance(purpose, text) {
  return createHash('sha256').update(`${SALT}\0${purpose}\0${text}`).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * Whether a model of this quality gets the prompt wrong.
 * @param {'good' | 'worse'} quality
 * @param {string} prompt
 */
export function errs(quality, prompt) {
  const draw = chance('error', prompt);
  if (quality === 'good') return draw < GOOD_ERROR_RATE;
  if (draw < GOOD_ERROR_RATE) return chance('recover', prompt) >= WORSE_RECOVERS;
  return draw < WORSE_ERROR_RATE + GOOD_ERROR_RATE * WORSE_RECOVERS;
}

/**
 * @param {'good' | 'worse'} quality
 * @param {string} prompt
 * @returns {string}
 */
export function answer(quality, prompt) {
  const question = QUESTION.exec(prompt);
  if (!question) return 'I can only add, subtract and multiply.';
  const truth = compute(Number(question[1]), String(question[2]), Number(question[3]));
  const wrong = errs(quality, prompt);
  // Some mistakes are no number at all, so that the "parsed" metric has something to count.
  if (wrong && chance('refusal', prompt) < 0.1) return 'I am not sure.';
  const options = [...prompt.matchAll(OPTION)].map(([, letter, value]) => ({ letter, value: Number(value) }));
  const said =
    options.length > 0 ? pickOption(options, truth, wrong, prompt) : pickNumber(truth, wrong, prompt);
  return chance('phrasing', prompt) < 0.25 ? `The answer is ${said}.` : said;
}

/**
 * @param {number} a
 * @param {string} operation
 * @param {number} b
 */
function compute(a, operation, b) {
  if (operation === 'plus') return a + b;
  return operation === 'minus' ? a - b : a * b;
}

/**
 * @param {number} truth
 * @param {boolean} wrong
 * @param {string} prompt
 */
function pickNumber(truth, wrong, prompt) {
  return String(wrong ? truth + 1 + Math.floor(chance('slip', prompt) * 9) : truth);
}

/**
 * @param {Array<{letter: string | undefined, value: number}>} options
 * @param {number} truth
 * @param {boolean} wrong
 * @param {string} prompt
 */
function pickOption(options, truth, wrong, prompt) {
  const candidates = options.filter(({ value }) => (value === truth) !== wrong);
  const chosen = candidates[Math.floor(chance('slip', prompt) * candidates.length)] ?? options[0];
  return String(chosen?.letter);
}
