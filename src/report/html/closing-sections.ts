import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { showDelta, showItems, showScore } from '../comparison/show-numbers.js';
import { cutMiddle, MAX_ANSWER, MAX_PROMPT } from './cut-text.js';
import type { Generation, HtmlFinding, HtmlReport, HtmlTask } from './html-report.js';
import { html } from './markup.js';
import { bullets, type PageSection, plainTable, section } from './page-section.js';
import { counted } from './status-words.js';

const MOST_GENERATIONS = 20;

/** A handful of answers to read before any number is believed. */
export function generationSection({ showItems, generations = [] }: HtmlReport): PageSection | undefined {
  if (!showItems || generations.length === 0) return undefined;
  return section(
    'generations',
    'Inspect before trusting',
    html`<p>Answers as the candidate gave them. A broken template, a cut answer or a refusal shows here before it shows in a score.</p>`,
    generations.slice(0, MOST_GENERATIONS).map(card),
  );
}

function card({ benchmark, item, prompt, answer }: Generation): ReturnType<typeof html> {
  return html`<article class="generation"><h3>${benchmark} <span class="hint">item ${item}</span></h3><div class="sides"><div class="side"><h4>Prompt</h4><div class="text">${cutMiddle(prompt, MAX_PROMPT)}</div></div><div class="side"><h4>Answer</h4><div class="text">${answer === '' ? html`<span class="hint">empty</span>` : cutMiddle(answer, MAX_ANSWER)}</div></div></div></article>\n`;
}

/** Why results prove nothing, what is not known of them, and what preflight found. */
export function problemSection({ tasks, findings }: HtmlReport): PageSection | undefined {
  const invalid = tasks.filter(({ state }) => state !== 'success');
  const noted = tasks.filter(({ notes }) => notes.length > 0);
  const list = (of: readonly HtmlTask[], key: 'reasons' | 'notes') =>
    bullets(
      of.flatMap((task) =>
        task[key].map(
          (text) => html`<strong>${task.task}</strong>${key === 'reasons' && ` (${task.state})`}: ${text}`,
        ),
      ),
    );
  return section(
    'problems',
    invalid.length > 0 ? 'Why results are invalid' : 'Notes on the results',
    list(invalid, 'reasons'),
    invalid.length > 0 && noted.length > 0 && html`<h3>Not known</h3>`,
    list(noted, 'notes'),
    findings.length > 0 && html`<h3>Preflight</h3>${bullets(findings.map(finding))}`,
  );
}

function finding({ id, severity, message, recovery }: HtmlFinding): ReturnType<typeof html> {
  return html`<strong>${severity}</strong> <code>${id}</code>: ${message}. ${recovery}`;
}

/** Scores that nobody judges: parts of groups, second metrics, counts. */
export function unjudgedSection(benchmarks: readonly ComparedBenchmark[]): PageSection | undefined {
  const unjudged = benchmarks.filter(({ status }) => status === null);
  if (unjudged.length === 0) return undefined;
  const rows = unjudged.map((one) => {
    const { point, interval, unit } = showDelta(one.delta, one.ci95, one.scale);
    return [
      one.name,
      one.parent ?? one.task,
      showScore(one.baseline?.score, one.scale),
      showScore(one.candidate?.score, one.scale),
      `${point}${unit && ` ${unit}`}${interval && ` (${interval})`}`,
      showItems(one.pairs, one.baseline, one.candidate),
    ];
  });
  return section(
    'unjudged',
    'Shown, not judged',
    html`<details><summary>${counted(unjudged.length, 'score')}: parts of groups, further metrics, counts</summary>${plainTable('Scores that are not judged', ['Score', 'Of', 'Baseline', 'Candidate', 'Change', 'Items'], rows)}</details>`,
  );
}

/** What to enter to look further. */
export function commandSection({ commands = [] }: HtmlReport): PageSection | undefined {
  if (commands.length === 0) return undefined;
  return section(
    'commands',
    'To look further',
    html`<pre class="commands" tabindex="0">${commands.map((command) => html`<code>${command.replace(/[\r\n]+/g, ' ')}</code>\n`)}</pre>`,
  );
}
