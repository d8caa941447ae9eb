import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { BenchmarkStatus } from '../../../src/comparison/comparison.js';
import { describeForHtml } from '../../../src/report/html/describe-for-html.js';
import type { HtmlReport } from '../../../src/report/html/html-report.js';
import { htmlReportParts, renderHtmlReport } from '../../../src/report/html/render-report.js';
import { benchmark, breach, comparison } from '../comparisons.js';
import { EXTRAS, flips, largeReport, REPORT, RUN } from './sample-report.js';

const page = renderHtmlReport(REPORT);
const of = (benchmarks: Parameters<typeof comparison>[1], rest: Partial<HtmlReport> = {}): string =>
  renderHtmlReport({
    ...describeForHtml(
      { ...RUN, tasks: [], comparison: comparison('NO-GO', benchmarks) },
      { showItems: true },
    ),
    ...rest,
  });
const textOf = (html: string): string =>
  html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page', () => {
  it('is as recorded, style and script apart', () => {
    const small = of([breach('mmlu/acc'), benchmark('arc/acc')])
      .replace(/<style>[\s\S]*?<\/style>/, '<style></style>')
      .replace(/<script>[\s\S]*?<\/script>/, '<script></script>')
      .replace(/'sha256-[^']+'/g, "'sha256-…'");
    expect(small).toBe(readFileSync(path.join(import.meta.dirname, 'golden', 'page.html.txt'), 'utf8'));
  });

  it('allows its own style and script by their content, and nothing else', () => {
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(page)![1]!;
    const hash = (tag: string): string => {
      const content = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)![1]!;
      return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    };
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash('style')}; script-src ${hash('script')}; base-uri 'none'; form-action 'none'`,
    );
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
  });

  it('names nothing to fetch, and has no style or handler in an attribute, which the policy would drop', () => {
    expect(page).not.toMatch(/<(link|img|iframe|object|embed|base|form[^>]+action)\b|@import|url\(/);
    expect(page).not.toMatch(/<[^>]+\s(style|on\w+|src|srcset)=/);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, address]) => address!);
    expect(
      links
        .filter((address) => !/^#[\w-]+$/.test(address))
        .every((address) => address.startsWith('https://github.com/org/repo/')),
    ).toBe(true);
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    expect(links.filter((address) => address.startsWith('#') && !ids.has(address.slice(1)))).toEqual([]);
  });

  it('gives each id once', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('closes every element it opens', () => {
    const open: string[] = [];
    const body = page.replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '');
    for (const [, end, tag, closed] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
      if (['meta', 'wbr', 'input', 'br'].includes(tag!) || closed) continue;
      if (end) expect(open.pop()).toBe(tag);
      else open.push(tag!);
    }
    expect(open).toEqual([]);
  });

  it('has the script work from its own source alone', () => {
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)![1]!;
    expect(() => new Function(script)).not.toThrow();
    expect(script).not.toMatch(
      /innerHTML|insertAdjacentHTML|outerHTML|document\.write|\beval\b|import\s*\(|fetch\(/,
    );
  });

  it('says verdict and headline before all else, then what makes results invalid', () => {
    const text = textOf(page);
    expect(text).toMatch(
      /^.*? Skip to the content Model evaluation · 2026-10-24 03:12 UTC · attempt 2 NO-GO 1 of 9 benchmarks regressed/,
    );
    expect(text.indexOf('40 of 40 requests answered 401')).toBeLessThan(text.indexOf('humaneval/'));
  });

  it.each([
    'policy ci/gate-policy.yaml , strict: safeguards on',
    'Equal models would fail this policy in about 4 of 10 runs',
    '2 fields differ',
    'about 2,840',
    'another system prompt',
    'Not known to be equal: 1 field',
    'nemo-evaluator-launcher logs 4f1c2a9be01d77aa',
    'Tom has 3 + 2 = 5 apples.',
    'lower is better',
    '134 of 5,319 items changed',
  ])('says %j', (said) => {
    expect(textOf(page).replace(/ +/g, ' ')).toContain(said);
  });
});

describe('items that changed', () => {
  const items = (html: string): { item: string }[] =>
    JSON.parse(
      /<script type="application\/json" id="benchmark-1-items">([\s\S]*?)<\/script>/.exec(html)![1]!,
    ) as { item: string }[];

  it('are in the page as data, all of them where there is room', () => {
    expect(items(page).map(({ item }) => item)).toEqual(flips(52).map(({ item }) => item));
    expect(textOf(page)).toContain('52 items changed.');
  });

  it("are the comparison's few where no more are given", () => {
    const few = of([breach('mmlu/acc')]);
    expect(items(few)).toHaveLength(2);
    expect(textOf(few)).toContain(
      '52 items changed; 2 of them are here, 50 are left out: flips.ndjson has more.',
    );
  });

  it('stay outside unless they may be shown', () => {
    const hidden = renderHtmlReport({ ...REPORT, showItems: false });
    expect(hidden).not.toMatch(/application\/json|Canberra|apples|Inspect before/);
    expect(textOf(hidden)).toContain(
      '41 items worse, 11 better. Prompts and answers are not in this file (show-items).',
    );
  });
});

it.each([
  [49, false],
  [50, true],
])('of %d equal items of another checkpoint: doubts them, %s', (compared, doubted) => {
  const text = textOf(
    of([benchmark('a')], {
      comparison: comparison('GO', [benchmark('a')], { items: { compared, changed: 0 } }),
    }),
  );
  expect(text.includes('score differs although the checkpoint changed')).toBe(doubted);
});

it('has a word, a mark and a colour for every status', () => {
  const statuses: BenchmarkStatus[] = [
    'BREACH',
    'INVALID',
    'MISSING',
    'NOT_COMPARABLE',
    'INSUFFICIENT_EVIDENCE',
    'NEW',
    'PASS',
  ];
  const all = of(statuses.map((status) => benchmark(status, { status })));
  const labels = new Set(
    [
      ...all.matchAll(
        /<span class="status tone-(\w+)"><span class="glyph" aria-hidden="true">(.)<\/span>([^<]+)</g,
      ),
    ].map(([, ...parts]) => parts.join()),
  );
  expect(labels.size).toBe(7);
  for (const status of statuses)
    expect(all).toContain(`.tone-${status.toLowerCase()} { --tone: var(--${status.toLowerCase()}); }`);
});

describe('200 benchmarks, each with 5,000 items that changed', () => {
  it('come in pieces that keep to their budget, in seconds', () => {
    const large = largeReport(200, 5000);
    const began = performance.now();
    let [size, largest] = [0, 0];
    for (const part of htmlReportParts(large)) {
      const bytes = Buffer.byteLength(part);
      size += bytes;
      largest = Math.max(largest, bytes);
    }
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(size).toBeGreaterThan(10_000_000);
    expect(size).toBeLessThan(16_000_000);
    expect(largest).toBeLessThan(500_000);
  });
});

it('of 5,000 benchmarks shows all in the table, and the gravest in full', () => {
  const large = largeReport(5000, 1);
  const began = performance.now();
  const html = renderHtmlReport(large);
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(html.length).toBeLessThan(25_000_000);
  expect(html.match(/<tr role="row" data-status/g)).toHaveLength(5000);
  expect(html.match(/<details class="benchmark"/g)).toHaveLength(1000);
  expect(html).toContain('4,000 more benchmarks, less grave: see the table, and result.json.');
  expect(html).toContain('4,600 more trends not shown.');
  expect(html).not.toContain('href="#benchmark-1001"');
});

it('leaves a trend of what is not dated, and shows the last runs of each as a table', () => {
  const points = EXTRAS.trend![0]!.points.map((point, at) =>
    at === 3 ? { ...point, created_at: 'yesterday' } : point,
  );
  const text = textOf(renderHtmlReport({ ...REPORT, trend: [{ benchmark: 'mmlu/acc', points }] }));
  expect(text).toContain('1 run without a date not shown.');
  expect(text).toContain('The last 20 of 24 runs');
});

it('is described, and its items are collected, without loading what plots and what compares words', () => {
  const loaded = (name: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(name)) return seen;
    seen.add(name);
    if (!name.endsWith('.ts')) return seen;
    const text = readFileSync(name, 'utf8');
    for (const [, specifier] of text.matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)'/gm))
      loaded(
        specifier!.startsWith('.')
          ? path.join(path.dirname(name), specifier!.replace(/\.js$/, '.ts'))
          : specifier!,
        seen,
      );
    return seen;
  };
  const folder = path.join(import.meta.dirname, '../../../src/report/html');
  const heavy = (name: string): string[] =>
    [...loaded(path.join(folder, name))].filter((one) => /^(d3-.*|diff)$/.test(one)).sort();
  expect(heavy('render-report.ts')).toEqual(['d3-scale', 'd3-shape', 'diff']);
  expect([...heavy('describe-for-html.ts'), ...heavy('flip-collection.ts')]).toEqual([]);
});
