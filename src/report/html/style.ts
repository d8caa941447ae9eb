import { PRINT_STYLE, SMALL_STYLE } from './style-media.js';

const TONES = [
  'breach',
  'invalid',
  'missing',
  'not_comparable',
  'insufficient_evidence',
  'new',
  'pass',
  'none',
];

const BASE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --ink: #1b1f24; --soft: #545d68; --line: #d5dae1; --faint: #eceff3; --link: #0b57d0; --focus: #0b57d0; --breach: #b3261e; --invalid: #9a3412; --missing: #5f43b2; --not_comparable: #5f43b2; --insufficient_evidence: #765500; --new: #0b57d0; --pass: #17652f; --none: #545d68; --del: #fbdcd9; --ins: #d3efdb; }
@media (prefers-color-scheme: dark) { :root { --ground: #0e1116; --card: #161b22; --ink: #e6e9ee; --soft: #a3adb9; --line: #313a45; --faint: #1f262f; --link: #86b7ff; --focus: #86b7ff; --breach: #ff8d85; --invalid: #ffa66f; --missing: #c3b1ff; --not_comparable: #c3b1ff; --insufficient_evidence: #e8c46c; --new: #86b7ff; --pass: #73d191; --none: #a3adb9; --del: #5b2325; --ins: #17472a; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
a { color: var(--link); text-underline-offset: .2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
h1, h2, h3, h4, h5, p, dl, ul, figure { margin: 0; }
ul { padding-left: 1.2em; }
li { overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -100vw; background: var(--card); padding: .5rem 1rem; }
.skip:focus { left: 1rem; top: 1rem; z-index: 2; }
.page { max-width: 1440px; margin: 0 auto; padding: 1.5rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2.25rem; outline: 0; }
main > section { display: grid; grid-template-columns: minmax(0, 1fr); gap: .75rem; }
h2 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; }
h3 { font-size: 1rem; }
.hint { color: var(--soft); font-size: .87rem; }
nav ul { list-style: none; padding: 0; display: flex; gap: .25rem 1.25rem; overflow-x: auto; } nav li { white-space: nowrap; }
nav { grid-row: 1; font-size: .9rem; }
nav a { color: var(--soft); text-decoration: none; display: block; padding: .25rem 0; }
nav a:hover { color: var(--ink); text-decoration: underline; }
@media (min-width: 1240px) {
  .page { grid-template-columns: minmax(0, 1fr) 10.5rem; gap: 2.5rem; }
  nav { grid-column: 2; position: sticky; top: 1.5rem; align-self: start; }
  nav ul { flex-direction: column; overflow: visible; border-left: 1px solid var(--line); padding-left: 1rem; }
  nav li { white-space: normal; } main { grid-column: 1; grid-row: 1; }
}
footer { max-width: 1440px; margin: 0 auto; padding: 0 1.5rem 2rem; color: var(--soft); font-size: .87rem; }
`;

const VERDICT = `
.verdict { --tone: var(--none); background: var(--card); border: 1px solid var(--line); border-top: 5px solid var(--tone); border-radius: 10px; padding: 1.25rem 1.5rem 1.5rem; display: grid; gap: 1.1rem; }
.verdict-go { --tone: var(--pass); } .verdict-no-go { --tone: var(--breach); } .verdict-inconclusive { --tone: var(--insufficient_evidence); } .verdict-invalid { --tone: var(--invalid); } .verdict-no-baseline { --tone: var(--new); }
.kicker { color: var(--soft); font-size: .87rem; }
h1 { font-size: 1.6rem; line-height: 1.25; letter-spacing: -.015em; font-weight: 650; display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem .8rem; margin-top: -.9rem; overflow-wrap: anywhere; }
.badge { color: var(--tone); font-weight: 800; letter-spacing: 0; }
.headline { font-weight: 500; }
.error { border-left: 3px solid var(--tone); padding: .1rem 0 .1rem .75rem; overflow-wrap: anywhere; white-space: pre-wrap; }
.strip svg { display: block; width: 100%; height: 8px; border-radius: 4px; }
.strip rect { fill: var(--tone); }
.strip ul { list-style: none; padding: 0; margin-top: .5rem; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .9rem; }
.swatch { display: inline-block; width: .65em; height: .65em; border-radius: 2px; background: var(--tone); margin-right: .45em; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: .8rem 2rem; }
dt { color: var(--soft); font-size: .8rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.doubts { background: var(--faint); border-radius: 8px; padding: .8rem 1rem; }
.doubts h2 { font-size: .95rem; margin-bottom: .2rem; }
${TONES.map((tone) => `.tone-${tone} { --tone: var(--${tone}); }`).join(' ')}
.status { display: inline-flex; align-items: center; gap: .4em; color: var(--tone); line-height: 1.25; font-size: .87rem; font-weight: 600; }
.glyph { display: inline-grid; flex: none; place-items: center; width: 1.35em; height: 1.35em; border-radius: 50%; background: var(--tone); color: var(--card); font-size: .8em; font-weight: 800; line-height: 1; }
`;

const TABLES = `
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .55rem .75rem; vertical-align: top; border-bottom: 1px solid var(--faint); font-weight: inherit; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--soft); font-size: .82rem; vertical-align: bottom; border-bottom: 1px solid var(--line); white-space: nowrap; padding-top: .4rem; padding-bottom: .4rem; }
.plain thead th { white-space: normal; min-width: 6rem; }
.plain td, .plain th { overflow-wrap: break-word; max-width: 36rem; } .plain .status { white-space: nowrap; }
.plain tbody th { min-width: 9rem; }
.value { display: block; min-width: 8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.scores thead th { position: relative; }
.scores thead button { font: inherit; color: inherit; background: none; border: 0; padding: .2rem 0; cursor: pointer; text-align: inherit; }
.scores thead button:hover { color: var(--ink); }
.scores thead button::after { content: "↕"; display: inline-block; width: 1em; margin-left: .25em; opacity: .45; text-align: center; }
.scores [aria-sort="ascending"] button::after { content: "↑"; opacity: 1; }
.scores [aria-sort="descending"] button::after { content: "↓"; opacity: 1; }
.scores [aria-sort] button { color: var(--ink); font-weight: 600; }
.c-baseline, .c-candidate, .c-delta, .c-n, .c-p { text-align: right; white-space: nowrap; }
.c-name { min-width: 14rem; } td.c-status { min-width: 8.5rem; }
.scores .name { font-weight: 600; overflow-wrap: anywhere; color: var(--ink); }
.why { display: block; color: var(--soft); font-size: .87rem; max-width: 34rem; overflow-wrap: anywhere; }
.c-delta .hint { display: block; }
.ci { display: block; color: var(--soft); font-size: .82rem; }
.c-plot { width: 244px; min-width: 244px; }
.scores tbody tr:hover { background: var(--faint); }
svg { display: block; overflow: visible; }
svg text { fill: var(--soft); font-size: 11px; font-family: inherit; font-variant-numeric: tabular-nums; }
.axis path { stroke: var(--line); }
.plot .zero { stroke: var(--soft); stroke-width: 1.25; }
.plot path.limit { stroke: var(--breach); stroke-width: 1.25; stroke-dasharray: 3 3; }
.plot .bar { stroke: var(--tone); stroke-width: 2; fill: none; }
.plot circle, .plot .arrow { fill: var(--tone); }
.wide { width: 100%; max-width: 640px; margin: .25rem 0; }
.wide .mark { font-size: 12px; fill: var(--ink); } .wide text.limit { fill: var(--breach); }
.wide .zone { fill: var(--breach); opacity: .09; }
.wide .found { stroke: var(--insufficient_evidence); stroke-width: 3; }
.base { stroke: var(--soft); } .grid { stroke: var(--faint); }
.legend { max-width: 62rem; }
`;

const PARTS = `
.tools { display: flex; flex-wrap: wrap; align-items: end; gap: .75rem 1.25rem; font-size: .87rem; }
.tools label { color: var(--soft); }
.tools input[type=search] { display: block; font: inherit; font-size: .95rem; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: .35rem .6rem; width: min(20rem, 80vw); margin-top: .15rem; }
fieldset { border: 0; padding: 0; margin: 0; min-width: 0; display: flex; flex-wrap: wrap; gap: .3rem .5rem; }
legend { padding: 0; color: var(--soft); margin-bottom: .15rem; }
.tools .chip { display: inline-flex; align-items: center; gap: .4em; border: 1px solid var(--line); background: var(--card); border-radius: 6px; padding: .3rem .6rem; color: var(--ink); cursor: pointer; }
.chip input { margin: 0; accent-color: var(--tone); width: 1rem; height: 1rem; }
.chip .count { color: var(--soft); font-variant-numeric: tabular-nums; }
output { color: var(--soft); padding-bottom: .35rem; }
.none { padding: .5rem 0; }
main button:not(thead button) { font: inherit; font-size: .9rem; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: .3rem .8rem; cursor: pointer; }
main button:not(thead button):hover { background: var(--faint); }
summary { cursor: pointer; padding: .3rem 0; }
section > details:not(.benchmark) > summary { color: var(--link); }
details[open] > summary + * { margin-top: .5rem; }
.benchmark { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.benchmark > summary { padding: .7rem 1rem; overflow-wrap: anywhere; }
.benchmark > summary .name { font-weight: 600; margin-right: .75rem; }
.benchmark > summary .brief { color: var(--soft); margin-left: .75rem; font-variant-numeric: tabular-nums; font-size: .9rem; }
.inside { display: grid; grid-template-columns: minmax(0, 1fr); gap: .9rem; padding: .25rem 1rem 1.1rem; scroll-margin-top: 4rem; }
#details { gap: .5rem; }
.numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr)); gap: .6rem 1.5rem; font-variant-numeric: tabular-nums; }
.flips { display: grid; grid-template-columns: minmax(0, 1fr); gap: .6rem; border-top: 1px solid var(--line); padding-top: .9rem; }
.plain-flips, .flip-list { display: grid; grid-template-columns: minmax(0, 1fr); gap: .6rem; }
.flip, .generation { border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem .9rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: .5rem; background: var(--card); }
.flip h4, .generation h3 { font-size: .95rem; font-weight: 600; overflow-wrap: anywhere; }
.way { margin-right: .35rem; } .way.worse { color: var(--breach); } .way.better { color: var(--pass); }
.way.worse::before { content: "▼ "; } .way.better::before { content: "▲ "; }
.sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .75rem; }
h5, .side h4, .label { font-size: .8rem; font-weight: 400; color: var(--soft); margin-bottom: .15rem; }
.text, .prompt pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .88rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.side .text, .prompt pre { background: var(--faint); border-radius: 6px; padding: .55rem .7rem; margin: 0; }
.prompt summary { color: var(--soft); font-size: .87rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.peek { color: var(--ink); margin-left: .35rem; } .prompt[open] .peek { display: none; }
.target .text { margin-left: .35rem; }
del { background: var(--del); color: var(--ink); text-decoration-color: var(--breach); } ins { background: var(--ins); color: var(--ink); text-decoration-color: var(--pass); }
.trends { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: 1rem; align-items: start; }
.trends figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem; min-width: 0; }
figcaption { font-weight: 600; overflow-wrap: anywhere; margin-bottom: .3rem; }
.trends summary { color: var(--soft); font-size: .87rem; }
.trend { width: 100%; }
.trend .line { fill: none; stroke: var(--new); stroke-width: 2; stroke-linejoin: round; }
.trend .band { fill: var(--new); opacity: .15; }
.trend .dot { fill: var(--new); } .trend .bad { fill: var(--breach); }
.trend .apart { fill: var(--card); stroke: var(--missing); stroke-width: 1.75; } .trend .gap { stroke: var(--breach); stroke-width: 1.75; }
.key.apart { color: var(--missing); } .key.gap { color: var(--breach); }
.commands { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: 0; overflow-x: auto; }
`;

/** The page's style sheet: no picture, no font, nothing that is fetched. */
export const STYLE = `${BASE}${VERDICT}${TABLES}${PARTS}${SMALL_STYLE}${PRINT_STYLE}`;
