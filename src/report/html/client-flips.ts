/// <reference lib="dom" />
import type { FlipRecord } from './flip-records.js';

/**
 * Runs in the page, from its own source: it may use nothing from outside itself. Where a benchmark is opened, its items
 * that changed are read from their JSON and become a list that can be searched, a few at a time. All text is set as text.
 */
/* istanbul ignore next: counters of coverage would not be there in the page */
export function enhanceFlips(): void {
  const PAGE = 10;
  for (const section of document.querySelectorAll<HTMLElement>('[data-flips]')) {
    const details = section.closest('details')!;
    const start = (): void => {
      if (!details.open || section.dataset['ready'] !== undefined) return;
      section.dataset['ready'] = '';
      browse(section);
    };
    details.addEventListener('toggle', start);
    start();
  }

  function browse(section: HTMLElement): void {
    const flips = JSON.parse(
      document.getElementById(section.dataset['flips']!)!.textContent!,
    ) as FlipRecord[];
    const texts = new Map<FlipRecord, string>();
    const list = add('div', 'flip-list');
    const count = add('output');
    count.setAttribute('aria-live', 'polite');
    const search = add('input');
    search.type = 'search';
    search.autocomplete = 'off';
    search.spellcheck = false;
    const label = add('label', '', 'Find in prompts and answers ');
    label.append(search);
    const boxes = ['Worse', 'Better'].map((word) => chip(word));
    const ways = add('fieldset');
    ways.append(add('legend', '', 'Change'), ...boxes.map((box) => box.parentElement!));
    const tools = add('form', 'tools');
    tools.append(label, ways, count);
    const more = add('button');
    more.type = 'button';
    let found: FlipRecord[] = [];
    let shown = 0;

    const grow = (): void => {
      list.append(...found.slice(shown, shown + PAGE).map(draw));
      shown = Math.min(found.length, shown + PAGE);
      more.hidden = shown >= found.length;
      more.textContent = `Show ${Math.min(PAGE, found.length - shown)} more`;
      count.textContent = `${shown} of ${found.length} shown${found.length < flips.length ? ` (${flips.length} in all)` : ''}`;
    };
    const apply = (): void => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const [worse, better] = boxes.map(({ checked }) => checked);
      found = flips.filter(
        (flip) => (flip.worse ? worse : better) && words.every((word) => textOf(flip, texts).includes(word)),
      );
      list.replaceChildren();
      shown = 0;
      grow();
    };
    tools.addEventListener('input', apply);
    tools.addEventListener('submit', (event) => event.preventDefault());
    more.addEventListener('click', () => {
      const next = shown;
      grow();
      // The keyboard goes on where the new ones begin.
      const first = list.children[next] as HTMLElement;
      first.tabIndex = -1;
      first.focus();
    });
    section.querySelector('.plain-flips')!.replaceWith(tools, list, more);
    apply();
  }

  function textOf(flip: FlipRecord, texts: Map<FlipRecord, string>): string {
    let text = texts.get(flip);
    if (text === undefined) {
      const { item, task, prompt, target, answers, baseline, candidate } = flip;
      const sides = [-1, 1].map((own) =>
        answers
          ?.filter(([of]) => of === 0 || of === own)
          .map(([, part]) => part)
          .join(''),
      );
      text = [item, task, prompt, target, baseline, candidate, ...sides].join('\n').toLowerCase();
      texts.set(flip, text);
    }
    return text;
  }

  function chip(word: string): HTMLInputElement {
    const box = add('input');
    box.type = 'checkbox';
    box.checked = true;
    const label = add('label', 'chip');
    label.append(box, ` ${word}`);
    return box;
  }

  function draw(flip: FlipRecord): HTMLElement {
    const { worse, difference, item, task, repeat, prompt, target, answers, baseline, candidate } = flip;
    const article = add('article', 'flip');
    const head = add('h4');
    const place = [task, `item ${item}`, repeat !== undefined && `repeat ${repeat}`]
      .filter(Boolean)
      .join(' · ');
    const change = `${difference > 0 ? '+' : '−'}${Math.abs(difference)}`;
    head.append(
      add('span', worse ? 'way worse' : 'way better', worse ? 'Worse' : 'Better'),
      ` ${place} `,
      add('span', 'hint', change),
    );
    article.append(head);
    if (prompt !== undefined) {
      const details = add('details', 'prompt');
      const pre = add('pre', '', prompt);
      pre.tabIndex = 0;
      const summary = add('summary', '', 'Prompt ');
      summary.append(add('span', 'peek', prompt.slice(0, 200).replace(/\s+/g, ' ')));
      details.append(summary, pre);
      article.append(details);
    }
    if (target !== undefined) {
      const line = add('p', 'target');
      line.append(add('span', 'label', 'Expected'), ' ', add('span', 'text', target));
      article.append(line);
    }
    const sides = add('div', 'sides');
    sides.append(side('Baseline', answers, -1, baseline), side('Candidate', answers, 1, candidate));
    article.append(sides);
    return article;
  }

  function side(title: string, answers: FlipRecord['answers'], own: -1 | 1, alone?: string): HTMLElement {
    const column = add('div', 'side');
    column.append(add('h5', '', title));
    const parts = answers?.filter(([of]) => of === 0 || of === own) ?? (alone ? [[0, alone] as const] : []);
    if (parts.length === 0) {
      column.append(add('p', 'hint', answers || alone === '' ? 'empty' : '—'));
      return column;
    }
    const text = add('div', 'text');
    text.append(...parts.map(([of, part]) => (of === 0 ? part : add(own === -1 ? 'del' : 'ins', '', part))));
    column.append(text);
    return column;
  }

  function add<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    className = '',
    text = '',
  ): HTMLElementTagNameMap[Tag] {
    const element = document.createElement(tag);
    if (className !== '') element.className = className;
    if (text !== '') element.textContent = text;
    return element;
  }
}
