import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describeForHtml } from '../../src/report/html/describe-for-html.js';
import type { HtmlReport } from '../../src/report/html/html-report.js';
import { renderHtmlReport } from '../../src/report/html/render-report.js';
import { EXTRAS, largeReport, REPORT, RUN } from '../report/html/sample-report.js';
import { keepScreenshot, ReportBrowser, serve } from './chromium.js';
import { hostileReport } from './hostile-report.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const NAMES = '#scores tbody tr:not([hidden]) .name';
let browser: ReportBrowser;

beforeAll(async () => {
  browser = await ReportBrowser.launch();
}, 60_000);
afterAll(async () => {
  await browser?.close();
});

/** What axe finds, as `rule: element`. Evaluating goes round the page's policy, which forbids a script of others. */
async function findViolations(page: Page): Promise<string[]> {
  const { readFileSync } = await import('node:fs');
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const { violations } = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allTextContents();
const widthBeyond = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const NO_COMPARISON: HtmlReport = (() => {
  const { comparison: _comparison, baseline: _baseline, ...rest } = RUN;
  return describeForHtml({ ...rest, verdict: 'INVALID', state: 'invalid' }, { showItems: false });
})();

describe('accessibility', () => {
  it.each([
    ['light', 1400],
    ['dark', 1400],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    '%s at %d pixels: axe finds nothing, with everything open',
    async (colorScheme, width) => {
      const { page, complaints } = await browser.open(REPORT, {
        colorScheme,
        viewport: { width, height: 900 },
      });
      await keepScreenshot(page, `report-${colorScheme}-${width}`);
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      await expect(findViolations(page)).resolves.toEqual([]);
      expect(await widthBeyond(page)).toBe(0);
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  it('finds nothing in a run that was not compared', async () => {
    const { page } = await browser.open(NO_COMPARISON);
    await expect(findViolations(page)).resolves.toEqual([]);
    await expect(page.locator('h1').textContent()).resolves.toBe('INVALID The results prove nothing');
  }, 60_000);

  it('would find what is wrong', async () => {
    const { page } = await browser.open(REPORT);
    await page.evaluate(
      'document.querySelector("#score-filter").closest("label").replaceWith(document.querySelector("#score-filter"))',
    );
    expect((await findViolations(page)).join()).toMatch(/label/);
  }, 60_000);
});

describe('without JavaScript', () => {
  it('says everything but the rest of the items, and shows no dead control', async () => {
    const { page } = await browser.open(REPORT, { javaScriptEnabled: false });
    await expect(page.locator('#scores tbody tr').count()).resolves.toBe(9);
    await expect(page.locator('#scores svg.plot').count()).resolves.toBe(7);
    await expect(page.locator('#score-tools').isVisible()).resolves.toBe(false);
    await expect(page.locator('#scores button').count()).resolves.toBe(0);
    await expect(page.locator('#details .flip:visible').count()).resolves.toBe(3);
    await expect(
      page.getByText('The other 49 that are here are shown by a script.').isVisible(),
    ).resolves.toBe(true);
    await expect(page.getByText('nemo-evaluator-launcher status 4f1c2a9be01d77aa').isVisible()).resolves.toBe(
      true,
    );
    await keepScreenshot(page, 'report-no-script');
  }, 60_000);

  it('opens what a link leads to', async () => {
    const { page } = await browser.open(REPORT, { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'gsm8k/exact_match' }).click();
    await expect(page.locator('#details details:has(#benchmark-9)').getAttribute('open')).resolves.toBe('');
  }, 60_000);
});

describe('by keyboard', () => {
  it('sorts, says so, and turns the order with what has no value last both ways', async () => {
    const { page } = await browser.open(REPORT);
    const head = page.locator('th.c-delta');
    await expect(page.locator('th.c-status').getAttribute('aria-sort')).resolves.toBe('ascending');
    await page.getByRole('button', { name: 'Change, pp' }).focus();
    await page.keyboard.press('Enter');
    await expect(head.getAttribute('aria-sort')).resolves.toBe('ascending');
    await expect(page.locator('th[aria-sort]').count()).resolves.toBe(1);
    const up = await texts(page, NAMES);
    expect(up.slice(0, 3)).toEqual(['ifeval/prompt_level_strict_acc', 'mmlu/acc', 'humaneval/pass@1']);
    await page.keyboard.press('Space');
    await expect(head.getAttribute('aria-sort')).resolves.toBe('descending');
    const down = await texts(page, NAMES);
    expect(down[0]).toBe('gsm8k/exact_match');
    expect(down.slice(-2)).toEqual(up.slice(-2));
  }, 60_000);

  it('filters by words and by status, and says how many are left', async () => {
    const { page } = await browser.open(REPORT);
    const count = page.locator('#score-count');
    await expect(count.textContent()).resolves.toBe('9 benchmarks');
    await page.getByLabel('Find a benchmark').focus();
    await page.keyboard.type('PERPLEXITY wiki');
    await expect(texts(page, NAMES)).resolves.toEqual([
      'wikitext/word_perplexity',
      'wikitext/byte_perplexity',
    ]);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    for (const _ of ['Breach', 'Missing', 'Not comparable', 'Insufficient evidence'])
      await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(texts(page, NAMES)).resolves.toEqual(['wikitext/byte_perplexity']);
    await expect(count.textContent()).resolves.toBe('1 of 9 benchmarks');
    await page.getByLabel('Find a benchmark').fill('nothing of the kind');
    await page.getByRole('button', { name: 'Clear the filter' }).press('Enter');
    await expect(count.textContent()).resolves.toBe('9 benchmarks');
    await expect(page.evaluate('document.activeElement.id')).resolves.toBe('score-filter');
  }, 60_000);

  it('leads from a name to its part of the page, opened', async () => {
    const { page } = await browser.open(REPORT);
    await page.getByRole('link', { name: 'bbh/exact_match' }).press('Enter');
    await expect(page.evaluate('document.activeElement.textContent')).resolves.toMatch(/^bbh\/exact_match/);
    await expect(page.locator('#details details:has(> summary:focus)').getAttribute('open')).resolves.toBe(
      '',
    );
  }, 60_000);

  it('browses the items that changed: words marked, found, a few at a time', async () => {
    const { page } = await browser.open(REPORT);
    const section = page.locator('[data-flips]').first();
    const count = section.locator('output');
    await expect(count.textContent()).resolves.toBe('10 of 52 shown');
    await expect(section.locator('.flip').first().locator('del').allTextContents()).resolves.toEqual([
      '2',
      '45',
    ]);
    await expect(section.locator('.flip').first().locator('ins').allTextContents()).resolves.toEqual([
      '3',
      '15',
    ]);
    await section.getByRole('button', { name: 'Show 10 more' }).press('Enter');
    await expect(count.textContent()).resolves.toBe('20 of 52 shown');
    await expect(page.evaluate('document.activeElement.querySelector("h4").textContent')).resolves.toContain(
      'mmlu-11',
    );
    await section.getByLabel('Find in prompts and answers').fill('canberra sydney');
    await section.getByRole('checkbox', { name: 'Worse' }).press('Space');
    await expect(count.textContent()).resolves.toBe('10 of 13 shown (52 in all)');
    await section.getByRole('checkbox', { name: 'Better' }).press('Space');
    await expect(count.textContent()).resolves.toBe('0 of 0 shown (52 in all)');
  }, 60_000);
});

it('prints what is open, without controls', async () => {
  const { page } = await browser.open(REPORT, {
    colorScheme: 'dark',
    viewport: { width: 718, height: 1047 },
  });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.locator('#score-tools').isVisible()).resolves.toBe(false);
  await expect(page.locator('nav').isVisible()).resolves.toBe(false);
  await expect(page.evaluate('getComputedStyle(document.body).backgroundColor')).resolves.toBe(
    'rgb(255, 255, 255)',
  );
  await expect(page.locator('#scores tbody tr').first().isVisible()).resolves.toBe(true);
  expect(await widthBeyond(page)).toBe(0);
  await keepScreenshot(page, 'report-print');
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
}, 60_000);

describe('the network', () => {
  it('is never asked, from a file or from a server, whatever is opened', async () => {
    const { server, address, asked } = await serve(renderHtmlReport(REPORT));
    try {
      const { page, requests, complaints } = await browser.openAt(address);
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      await page.waitForTimeout(300);
      expect({ requests, complaints, asked }).toEqual({
        requests: [],
        complaints: [],
        asked: ['/report.html'],
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }, 60_000);

  it('is closed by the policy, for scripts, pictures, styles and requests', async () => {
    const { server, address, asked } = await serve(renderHtmlReport(REPORT));
    try {
      const { page } = await browser.openAt(address);
      const tried = `(async () => {
        const add = (tag, set) => {
          const one = document.createElement(tag);
          document.body.append(Object.assign(one, set));
        };
        add('script', { textContent: 'window.hacked = 1' });
        add('script', { src: '/x.js' });
        add('img', { src: '/x.png' });
        add('link', { rel: 'stylesheet', href: '/x.css' });
        document.body.setAttribute('style', 'opacity: 0.5');
        const fetched = await fetch('/x').then(() => 'yes', () => 'no');
        return { fetched, hacked: String(window.hacked), opacity: getComputedStyle(document.body).opacity };
      })()`;
      await expect(page.evaluate(tried)).resolves.toEqual({
        fetched: 'no',
        hacked: 'undefined',
        opacity: '1',
      });
      await page.waitForTimeout(300);
      expect(asked).toEqual(['/report.html']);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }, 60_000);
});

describe('texts that attack', () => {
  it.each([true, false])(
    'run nothing and ask for nothing, with JavaScript %s',
    async (javaScriptEnabled) => {
      const { page, requests, complaints } = await browser.open(hostileReport(), { javaScriptEnabled });
      await expect(
        page.locator('main img, main iframe, main svg[onload], meta[http-equiv=refresh]').count(),
      ).resolves.toBe(0);
      await expect(page.locator('style').count()).resolves.toBe(1);
      await expect(page.locator('script').count()).resolves.toBe(2);
      await expect(
        page.locator('a[href^="javascript:"], [onmouseover], [onclick], [onerror]').count(),
      ).resolves.toBe(0);
      expect(await widthBeyond(page)).toBe(0);
      if (javaScriptEnabled) {
        await expect(page.evaluate('String(window.hacked)')).resolves.toBe('undefined');
        await expect(
          page.locator('.flip').first().locator('.side .text').first().textContent(),
        ).resolves.toContain('</script><script>window.hacked = 1</script>');
        await keepScreenshot(page, 'report-hostile');
      }
      const shown = (await page.locator('main').textContent())!;
      expect(shown).toContain('⟨U+202E⟩gnp.exe⟨U+2066⟩⟨U+0000⟩⟨U+001B⟩[31m⟨U+0085⟩⟨U+2028⟩\ufffd');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
      expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
      expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
    },
    60_000,
  );
});

describe('200 benchmarks, each with 5,000 items that changed', () => {
  it('load, sort, filter and open in a moment', async () => {
    const file = browser.write(largeReport(200, 5000));
    const began = performance.now();
    const { page, complaints } = await browser.openAt(`file://${file}`);
    await expect(page.locator('#score-count').textContent()).resolves.toBe('200 benchmarks');
    const loaded = performance.now() - began;
    const timed = async (run: string): Promise<number> =>
      page.evaluate<number>(
        `(() => { const start = performance.now(); ${run}; document.body.offsetHeight; return performance.now() - start; })()`,
      );
    const sorted = await timed('document.querySelector("th.c-delta button").click()');
    const filtered = await timed(
      'const box = document.querySelector("#score-filter"); box.value = "suite_07"; box.dispatchEvent(new Event("input", { bubbles: true }))',
    );
    await expect(page.locator('#score-count').textContent()).resolves.toBe('10 of 200 benchmarks');
    const section = page.locator('[data-flips]').first();
    const left = /5,000 items changed; \d+ of them are here, [\d,]+ are left out: flips\.ndjson has more\./;
    await expect(section.textContent()).resolves.toMatch(left);
    await page.getByRole('link', { name: 'suite_07' }).last().press('Enter');
    // The page answers the key when it gets to it: the first item that is shown says that it has.
    const opened = page.locator('#details details:has(> summary:focus) .flip');
    await opened.first().waitFor();
    await expect(opened.count()).resolves.toBe(10);
    await keepScreenshot(page, 'report-200');
    expect(complaints).toEqual([]);
    // Ten times what they take on a small machine.
    expect({ loaded: loaded < 15_000, sorted: sorted < 3000, filtered: filtered < 2000 }).toEqual({
      loaded: true,
      sorted: true,
      filtered: true,
    });
  }, 120_000);

  it('of one benchmark are all there, and found', async () => {
    const { page } = await browser.open(largeReport(1, 5000));
    const section = page.locator('[data-flips]').first();
    await page.locator('#details summary').first().click();
    await expect(section.locator('output').textContent()).resolves.toBe('10 of 5000 shown');
    await section.getByLabel('Find in prompts and answers').fill('question 4999:');
    await expect(section.locator('output').textContent()).resolves.toBe('1 of 1 shown (5000 in all)');
  }, 60_000);
});

it('leaves prompts and answers out of the file unless they may be shown', async () => {
  const { page } = await browser.open({ ...REPORT, ...EXTRAS, showItems: false });
  const source = await page.content();
  expect(source).not.toMatch(/Canberra|apples|Question 1/);
  await expect(
    page.getByText('Prompts and answers are not in this file (show-items).').first().isVisible(),
  ).resolves.toBe(true);
}, 60_000);
