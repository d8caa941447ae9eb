import { NONE } from '../comparison/show-numbers.js';
import type { FlipRecord } from './flip-records.js';
import { html, type Markup } from './markup.js';

/** An item that changed, as the page shows it without a script; the script draws the same (client-flips.ts). */
export function renderFlip(flip: FlipRecord): Markup {
  const { worse, difference, item, task, repeat, prompt, target, answers, baseline, candidate } = flip;
  const place = [task, `item ${item}`, repeat !== undefined && `repeat ${repeat}`]
    .filter(Boolean)
    .join(' · ');
  const change = `${difference > 0 ? '+' : '−'}${Math.abs(difference)}`;
  return html`<article class="flip"><h4><span class="way ${worse ? 'worse' : 'better'}">${worse ? 'Worse' : 'Better'}</span> ${place} <span class="hint">${change}</span></h4>${
    prompt !== undefined &&
    html`<details class="prompt"><summary>Prompt <span class="peek">${peek(prompt)}</span></summary><pre tabindex="0">${prompt}</pre></details>`
  }${target !== undefined && html`<p class="target"><span class="label">Expected</span> <span class="text">${target}</span></p>`}<div class="sides"><div class="side"><h5>Baseline</h5>${answers ? side(answers, -1) : text(baseline)}</div><div class="side"><h5>Candidate</h5>${answers ? side(answers, 1) : text(candidate)}</div></div></article>\n`;
}

/** The start of a prompt, on the line that opens it. */
function peek(prompt: string): string {
  return prompt
    .slice(0, 200)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/\s+/g, ' ');
}

function side(answers: NonNullable<FlipRecord['answers']>, own: -1 | 1): Markup {
  const shown = answers.filter(([of]) => of === 0 || of === own);
  if (shown.length === 0) return html`<p class="hint">empty</p>`;
  return html`<div class="text">${shown.map(([of, part]) =>
    of === 0 ? part : own === -1 ? html`<del>${part}</del>` : html`<ins>${part}</ins>`,
  )}</div>`;
}

function text(answer: string | undefined): Markup {
  if (answer === undefined) return html`<p class="hint">${NONE}</p>`;
  return answer === '' ? html`<p class="hint">empty</p>` : html`<div class="text">${answer}</div>`;
}
