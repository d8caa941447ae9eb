// The tables of docs/scale.md.
import { uploadLegs } from './legs.js';
import { runOpenCollector, submit } from './open.js';
import { openWorld } from './repository.js';
import { runCollect, runMain, runPlan } from './runs.js';

/** @typedef {import('./repository.js').World} World */
/** @typedef {import('./repository.js').Past} Past */
/** @typedef {import('./runs.js').Event} Event */
/** @typedef {{ title: string, head: string[], rows: string[][] }} Table */

/** Requests that a job's token has in an hour, in each repository. */
const LIMIT = 1000;
/** @type {Event[]} */
const EVENTS = ['pull_request', 'push'];

/**
 * @template T
 * @param {Past} past @param {(world: World) => Promise<T>} use
 */
async function within(past, use) {
  const world = await openWorld(past);
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

/** @param {Past} past @param {Partial<import('./runs.js').Asked>} [asked] */
async function both(past, asked = {}) {
  const counts = await Promise.all(
    EVENTS.map((event) =>
      within(past, async (world) => (await runMain(world, { ...asked, event })).requests),
    ),
  );
  return /** @type {[number, number]} */ (counts);
}

const LARGE = 10_000;
/** @returns {Promise<{ table: Table, usual: [number, number], red: [number, number] }>} */
export async function tellMain() {
  /** @type {[string, Past, Partial<import('./runs.js').Asked>?][]} */
  const cases = [
    ['nothing: the first run', { invocations: 0 }],
    ['a record of the commit before, among 100', { invocations: 100 }],
    [`a record of the commit before, among ${show(LARGE)}`, { invocations: LARGE }],
    ['no record of that commit, one of the commit before it', { invocations: LARGE, atTip: false }],
    ['the newest 10 of main failed', { invocations: LARGE, red: 10 }],
    ['the newest 40 of main failed', { invocations: LARGE, red: 40 }],
    ['a record, with `baseline: none`: the trend alone', { invocations: LARGE }, { baseline: 'none' }],
  ];
  const counts = await Promise.all(cases.map(([, past, asked]) => both(past, asked)));
  /** @param {(past: Past) => boolean} isIt */
  const countsOf = (isIt) => counts[cases.findIndex(([, past]) => isIt(past))] ?? [0, 0];
  return {
    table: {
      title: 'The main action, by what is there of earlier runs',
      head: ['there is', 'pull request', 'push'],
      rows: cases.map(([what], at) => [what, ...(counts[at] ?? []).map(show)]),
    },
    usual: countsOf(({ invocations }) => invocations === LARGE),
    red: countsOf(({ red }) => red === 40),
  };
}

/** @returns {Promise<{ table: Table, pull: number, push: number }>} */
export async function tellPosts() {
  /** @param {World} world @param {Event} event */
  const added = async (world, event) => {
    const without = await runMain(world, { event });
    const posting = await runMain(world, { event, posts: true });
    return posting.requests - without.requests;
  };
  const inOrder = within({ invocations: 10 }, async (world) => {
    world.services.rest.addIssue({ number: 7, isPull: true });
    const first = await added(world, 'pull_request');
    const again = await added(world, 'pull_request');
    return /** @type {const} */ ([first, again, await added(world, 'push')]);
  });
  const amongMany = within({ invocations: 10 }, async (world) => {
    world.services.rest.addIssue({ number: 7, isPull: true });
    for (let at = 0; at < 500; at++) world.services.rest.addComment(7, `comment ${at}`);
    return added(world, 'pull_request');
  });
  const [[first, again, push], long] = await Promise.all([inOrder, amongMany]);
  return {
    table: {
      title: 'What check and comment add',
      head: ['', 'requests'],
      rows: [
        ['check and comment, the first time', show(first)],
        ['check and comment, brought up to date', show(again)],
        ['the same where 500 comments are there', show(long)],
        ['a check alone', show(push)],
      ],
    },
    pull: again,
    push,
  };
}

/** @returns {Promise<{ table: Table, collect: number }>} */
export async function tellCollect() {
  /** @param {number} legs */
  const collecting = (legs) =>
    within({ invocations: LARGE }, async (world) => {
      await uploadLegs(world.services, legs);
      const counts = [];
      for (const event of EVENTS) {
        const { requests, answer } = await runCollect(world, event);
        if (answer.state !== 'success' || answer.missing !== '')
          throw new Error(`collect of ${legs} legs ended as ${answer.state}, missing ${answer.missing}`);
        counts.push(requests);
      }
      return counts;
    });
  const [few = [], many = [], most = []] = await Promise.all([10, 50, 200].map(collecting));
  const plan = await within({ invocations: LARGE }, (world) => runPlan(world, ['t'], 1));
  const unknown = await within({ invocations: LARGE, onMain: 1 }, (world) => runPlan(world, ['t', 'new'], 2));
  return {
    table: {
      title: 'Plan and collect',
      head: ['', 'pull request', 'push'],
      rows: [
        ['plan, where the newest record tells all', show(plan.requests), show(plan.requests)],
        ['plan, where no record tells of a task', show(unknown.requests), show(unknown.requests)],
        ['collect of 10 legs', ...few.map(show)],
        ['collect of 50 legs', ...many.map(show)],
        ['collect of 200 legs', ...most.map(show)],
      ],
    },
    collect: most[1] ?? 0,
  };
}

/** @returns {Promise<Table>} */
export async function tellOpen() {
  /** @param {number} others artifacts @param {number} records @param {{ ended?: number, check?: boolean }} [facts] */
  const collecting = (others, records, { ended = 0, check = false } = {}) =>
    within({ invocations: others }, async (world) => {
      submit(world, records);
      const { requests, answer } = await runOpenCollector(world, { ended, check });
      if (answer.problems.length > 0) throw new Error(answer.problems[0]);
      return { requests, seen: answer.outcomes.length };
    });
  /** @type {[number, number][]} */
  const cases = [
    [0, 0],
    [100, 10],
    [1000, 100],
    [LARGE, 100],
    [LARGE, 1000],
  ];
  const looks = await Promise.all(cases.map(([others, records]) => collecting(others, records)));
  const [none, silent, checked] = await Promise.all([
    collecting(0, 1),
    collecting(0, 1, { ended: 1 }),
    collecting(0, 1, { ended: 1, check: true }),
  ]);
  const most = looks.at(-1)?.requests ?? 0;
  const each = checked.requests - none.requests;
  return {
    title: 'A collector of submitted evaluations',
    head: ['open records, among so many artifacts', 'requests', 'looked at', 'steps an hour'],
    rows: [
      ...cases.map(([others, records], at) => {
        const { requests, seen } = looks[at] ?? { requests: 0, seen: 0 };
        return [
          `${show(records)} among ${show(others)}`,
          ...[requests, seen, Math.floor(LIMIT / requests)].map(show),
        ];
      }),
      ['each that has ended, in addition', show(silent.requests - none.requests), '', ''],
      ['each that has ended, with a check', show(each), '', ''],
      [
        'with a check each, so many of 1,000 can be finished in an hour',
        '',
        show(Math.floor((LIMIT - most) / each)),
        '',
      ],
    ],
  };
}

/** What a run does whose first request finds the limit reached. @returns {Promise<Table>} */
export async function tellLimit() {
  const main = await within({ invocations: 100 }, async (world) => {
    world.exhaust();
    return runMain(world, { event: 'pull_request', posts: true });
  });
  const { collect, state } = await within({ invocations: 100 }, async (world) => {
    await uploadLegs(world.services, 3);
    world.exhaust();
    const ran = await runCollect(world, 'push');
    return { collect: ran, state: ran.answer.state };
  });
  const plan = await within({ invocations: 100 }, async (world) => {
    world.exhaust();
    return runPlan(world, ['t', 'u'], 2);
  });
  const told = (/** @type {string[]} */ warnings) =>
    warnings.filter((line) => /rate limit/.test(line)).length;
  return {
    title: 'A run that finds the limit reached',
    head: ['', 'requests', 'warnings of the limit', 'outcome'],
    rows: [
      [
        'main action, pull request, check and comment',
        show(main.requests),
        show(told(main.warnings)),
        main.answer.finder === undefined && main.answer.commentUrl === ''
          ? 'evaluated, compared with nothing, posted nothing'
          : 'not as expected',
      ],
      ['collect of 3 legs', show(collect.requests), show(told(collect.warnings)), state],
      ['plan', show(plan.requests), show(told(plan.warnings)), `${plan.answer}, split by size`],
    ],
  };
}

/**
 * @param {Awaited<ReturnType<typeof tellMain>>} main
 * @param {Awaited<ReturnType<typeof tellPosts>>} posts
 * @param {Awaited<ReturnType<typeof tellCollect>>} matrix
 * @returns {Table}
 */
export function tellBreaks({ usual, red }, posts, { collect }) {
  const [pull, push] = [usual[0] + posts.pull, usual[1] + posts.push];
  /** @type {[string, number][]} */
  const each = [
    ['main action, pull request, check and comment', pull],
    ['main action, push, check', push],
    ['main action, pull request, the newest 40 of main failed', red[0] + posts.pull],
    ['matrix of 200 legs on a push, judged by collect', collect + posts.push],
    ['matrix of 200 legs on a push, each judging itself, with a check', 200 * push],
    ['matrix of 200 legs on a pull request, each judging itself, with check and comment', 200 * pull],
  ];
  return {
    title: 'What fits into an hour',
    head: ['each run is', 'requests', `runs an hour, of ${show(LIMIT)} requests`, 'hours for 10,000'],
    rows: each.map(([what, requests]) => [
      what,
      show(requests),
      show(Math.floor(LIMIT / requests)),
      requests > LIMIT ? 'breaks' : show(Math.ceil((10_000 * requests) / LIMIT)),
    ]),
  };
}

/** @param {Table} table */
export function print({ title, head, rows }) {
  const lines = [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows];
  return `### ${title}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** @param {number} count */
const show = (count) => count.toLocaleString('en-US');
