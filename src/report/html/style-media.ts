/** Narrow windows: each row of the table of benchmarks becomes a card, and its head a row of buttons to sort by. */
export const SMALL_STYLE = `
@media screen and (max-width: 760px) {
  .page { padding: .9rem; }
  .verdict { padding: 1rem; }
  h1 { font-size: 1.3rem; }
  .numbers { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .wide text.unit, .wide text, .wide .mark { font-size: 15px; }
  .trend text { font-size: 13px; }
  .sides { grid-template-columns: minmax(0, 1fr); }
  .scroll:has(> .scores) { background: none; border: 0; overflow: visible; }
  .scores, .scores tbody { display: block; }
  .scores thead { display: block; }
  .scores thead tr { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
  .scores thead th { border: 0; padding: .1rem 0; min-width: 0; }
  .scores thead th.c-plot { display: none; }
  .scores thead th:not(:has(button)) { display: none; }
  .scores tbody tr { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .4rem .75rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .75rem .9rem; margin-bottom: .6rem; }
  .scores tbody td, .scores tbody th { border: 0; padding: 0; text-align: left; white-space: normal; }
  .scores tbody td:empty { display: none; }
  .scores .c-name, .scores .c-status, .scores td.c-plot { grid-column: 1 / -1; min-width: 0; width: auto; }
  .scores td.c-plot svg { width: 100%; height: auto; max-width: 24rem; }
  .scores td[data-label]:not(.c-status, .c-plot)::before { content: attr(data-label); display: block; color: var(--soft); font-size: .8rem; }
}
`;

export const PRINT_STYLE = `
@media print {
  :root { color-scheme: light; --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --faint: #eee; --link: #000; --breach: #b3261e; --invalid: #9a3412; --missing: #5f43b2; --not_comparable: #5f43b2; --insufficient_evidence: #765500; --new: #0b57d0; --pass: #17652f; --none: #444; --del: #fbdcd9; --ins: #d3efdb; }
  :root { font-size: 11px; } body { font-size: 12px; }
  .plain tbody th, .plain thead th { min-width: 0; }
  nav, .tools, .skip, .scores thead button::after, .flips button { display: none !important; }
  .page, main { display: block; padding: 0; max-width: none; }
  main > section, .verdict { margin-bottom: 14pt; }
  main > section { display: block; }
  h2 { break-after: avoid; margin-bottom: 4pt; }
  .scroll { overflow: visible; border: 0; }
  tr, figure, .flip, .generation, .wide { break-inside: avoid; }
  thead { display: table-header-group; }
  .scores thead th { white-space: normal; }
  .c-name, td.c-status { min-width: 0; } .c-name { width: 30%; }
  .c-plot { width: 140px; min-width: 140px; } .c-plot svg { width: 132px; height: auto; } .c-plot text { font-size: 16px; }
  th, td { padding: 3pt 4pt; }
  .trends { display: block; } .trends figure { display: inline-block; width: 48%; vertical-align: top; margin: 0 1% 6pt 0; }
  .trends details, .prompt:not([open]) { display: none; }
  .benchmark { border: 0; border-top: 1px solid var(--line); border-radius: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
