/** A section that a reader opens. @param title is ours, or escaped. */
export function collapse(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** A table of at most so many rows, which says how many more there are; the others are never rendered. */
export function renderTable<Item>(
  head: string,
  items: readonly Item[],
  toRow: (item: Item) => string,
  most: number,
): string {
  const rest = items.length - most;
  const more = rest > 0 ? `\n\n_${rest} more: see result.json._` : '';
  return `${head}\n${items.slice(0, most).map(toRow).join('\n')}${more}`;
}
