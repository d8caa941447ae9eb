/// <reference lib="dom" />

/**
 * Runs in the page, from its own source: it may use nothing from outside itself. Makes the table of benchmarks sortable
 * and filterable, and opens what a link leads to.
 */
/* istanbul ignore next: counters of coverage would not be there in the page */
export function enhanceTable(): void {
  const table = document.querySelector<HTMLTableElement>('#scores');
  if (table) {
    sortable(table);
    filterable(table);
  }
  addEventListener('hashchange', reveal);
  reveal();

  function sortable(scores: HTMLTableElement): void {
    const heads = [...scores.tHead!.rows[0]!.cells];
    for (const [column, head] of heads.entries()) {
      if (head.dataset['sort'] === undefined) continue;
      const title = head.querySelector('.title')!;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = title.textContent;
      button.addEventListener('click', () => {
        const descending = head.getAttribute('aria-sort') === 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        order(scores.tBodies[0]!, column, descending);
      });
      title.replaceWith(button);
    }
  }

  function order(body: HTMLTableSectionElement, column: number, descending: boolean): void {
    const rows = [...body.rows].map((row) => ({
      row,
      value: row.cells[column]!.dataset['v'] ?? '',
      place: Number(row.dataset['order']),
    }));
    const areNumbers = rows.every(({ value }) => value === '' || Number.isFinite(Number(value)));
    rows.sort((a, b) => {
      // What has no value is last both ways.
      if (a.value === '' || b.value === '')
        return Number(a.value === '') - Number(b.value === '') || a.place - b.place;
      const way = areNumbers
        ? Number(a.value) - Number(b.value)
        : a.value.localeCompare(b.value, 'en', { numeric: true });
      return (descending ? -way : way) || a.place - b.place;
    });
    body.append(...rows.map(({ row }) => row));
  }

  function filterable(scores: HTMLTableElement): void {
    const tools = document.querySelector<HTMLFormElement>('#score-tools')!;
    const search = document.querySelector<HTMLInputElement>('#score-filter')!;
    const count = document.querySelector<HTMLOutputElement>('#score-count')!;
    const none = document.querySelector<HTMLElement>('#no-match')!;
    const boxes = [...tools.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
    const rows = [...scores.tBodies[0]!.rows].map((row) => ({
      row,
      text: row.cells[0]!.textContent!.toLowerCase(),
      status: row.dataset['status']!,
    }));
    const apply = (): void => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = new Set(boxes.filter(({ checked }) => checked).map(({ value }) => value));
      let shown = 0;
      for (const { row, text, status } of rows) {
        const fits = (boxes.length === 0 || wanted.has(status)) && words.every((word) => text.includes(word));
        row.hidden = !fits;
        if (fits) shown += 1;
      }
      const all = `${rows.length} benchmark${rows.length === 1 ? '' : 's'}`;
      count.textContent = shown === rows.length ? all : `${shown} of ${all}`;
      none.hidden = shown > 0;
    };
    tools.addEventListener('input', apply);
    tools.addEventListener('submit', (event) => event.preventDefault());
    document.querySelector('#clear-filter')!.addEventListener('click', () => {
      search.value = '';
      for (const box of boxes) box.checked = true;
      apply();
      search.focus();
    });
    tools.hidden = false;
    apply();
  }

  function reveal(): void {
    const target = document.getElementById(location.hash.slice(1));
    const details = target?.closest('details');
    if (!target || !details) return;
    details.open = true;
    target.scrollIntoView();
    details.querySelector('summary')!.focus({ preventScroll: true });
  }
}
