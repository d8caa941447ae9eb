// Writes the question files of the demo benchmarks. They are committed; run it again after changing a question's form:
//   node demo/make-benchmarks.js
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ITEMS = 200;

/**
 * A small linear congruential generator: the files must come out the same everywhere.
 * @param {number} seed
 */
function randomIntegers(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ low, /** @type {number} */ high) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + Math.floor((state / 2 ** 32) * (high - low + 1));
  };
}

const OPERATIONS = [
  {
    name: 'addition',
    range: [11, 98],
    ask: (/** @type {number} */ a, /** @type {number} */ b) => `What is ${a} plus ${b}?`,
    compute: (/** @type {number} */ a, /** @type {number} */ b) => a + b,
  },
  {
    name: 'subtraction',
    range: [11, 98],
    ask: (/** @type {number} */ a, /** @type {number} */ b) => `What is ${a} minus ${b}?`,
    compute: (/** @type {number} */ a, /** @type {number} */ b) => a - b,
  },
  {
    name: 'multiplication',
    range: [3, 29],
    ask: (/** @type {number} */ a, /** @type {number} */ b) => `What is ${a} times ${b}?`,
    compute: (/** @type {number} */ a, /** @type {number} */ b) => a * b,
  },
];

/** @param {number} seed */
function* questions(seed) {
  const between = randomIntegers(seed);
  const seen = new Set();
  while (seen.size < ITEMS) {
    const operation = /** @type {typeof OPERATIONS[number]} */ (OPERATIONS[seen.size % OPERATIONS.length]);
    const [low, high] = /** @type {[number, number]} */ (operation.range);
    const [a, b] = [between(low, high), between(low, high)];
    const question = operation.ask(a, b);
    if (seen.has(question)) continue;
    seen.add(question);
    yield {
      number: seen.size,
      operation: operation.name,
      question,
      answer: operation.compute(a, b),
      between,
    };
  }
}

function* arithmeticRows() {
  for (const { number, operation, question, answer } of questions(20260101)) {
    yield {
      id: `arith-${String(number).padStart(3, '0')}`,
      category: operation,
      question,
      answer: String(answer),
    };
  }
}

function* multipleChoiceRows() {
  for (const { number, operation, question, answer, between } of questions(20260202)) {
    const values = new Set([answer]);
    while (values.size < 4) values.add(answer + between(-12, 12));
    const options = [...values].sort((x, y) => x - y);
    const [a, b, c, d] = options;
    yield {
      id: `mcq-${String(number).padStart(3, '0')}`,
      category: operation,
      question,
      a,
      b,
      c,
      d,
      answer: 'ABCD'[options.indexOf(answer)],
    };
  }
}

for (const [name, rows] of /** @type {const} */ ([
  ['arith.jsonl', arithmeticRows()],
  ['mcq.jsonl', multipleChoiceRows()],
])) {
  const lines = [...rows].map((row) => `${JSON.stringify(row)}\n`);
  writeFileSync(fileURLToPath(new URL(`./image/${name}`, import.meta.url)), lines.join(''));
}
