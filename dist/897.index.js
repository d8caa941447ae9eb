export const id = 897;
export const ids = [897];
export const modules = {

/***/ 1897:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  htmlReportParts: () => (/* binding */ htmlReportParts)
});

// UNUSED EXPORTS: renderHtmlReport

// EXTERNAL MODULE: ./src/report/comparison/judged-benchmarks.ts
var judged_benchmarks = __webpack_require__(65874);
// EXTERNAL MODULE: ./src/report/comparison/show-numbers.ts
var show_numbers = __webpack_require__(41166);
// EXTERNAL MODULE: ./src/report/html/cut-text.ts
var cut_text = __webpack_require__(78192);
;// CONCATENATED MODULE: ./src/report/html/markup.ts
/** HTML that is safe to write as it is. Everything else is text, and is escaped where it meets HTML. */
class Markup {
    source;
    constructor(source) {
        this.source = source;
    }
}
/** HTML from a template, whose values are escaped unless they are markup themselves. Attributes must be in quotes. */
function html(strings, ...values) {
    let source = strings[0];
    for (const [index, value] of values.entries())
        source += toSource(value) + strings[index + 1];
    return new Markup(source);
}
/** Our own source, such as the style sheet. Never anything from outside. */
function trusted(source) {
    return new Markup(source);
}
function toSource(value) {
    if (value === null || value === undefined || value === false)
        return '';
    if (value instanceof Markup)
        return value.source;
    if (typeof value === 'object')
        return value.map(toSource).join('');
    return escapeText(String(value));
}
const ENTITIES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
};
function escapeText(text) {
    return showControls(text).replace(/[&<>"']/g, (char) => ENTITIES[char]);
}
/**
 * Text whose control characters can be seen, line ends and tabs apart, which stay: those too that turn the direction of
 * what follows them, by which one text could look like another. Halves of characters become U+FFFD.
 */
function showControls(text) {
    return (text
        .replace(/\r\n/g, '\n')
        // By number: many a font has no picture of them.
        .replace(/(?![\n\t])\p{Cc}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu, nameOf)
        .replace(/\p{Surrogate}/gu, '\ufffd'));
}
function nameOf(char) {
    return `⟨U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
/** Characters of a name from outside: longer ones would be all that a reader sees. */
const MAX_NAME = 200;
/** A name that may go on in the next line after a slash, a dot or the like, and not within a word. */
function breakable(name) {
    return html `${name.split(/(?<=[/_.:-])(?=\w)/).map((part, index) => (index > 0 ? html `<wbr>${part}` : part))}`;
}
/** JSON for a script element that holds data: nothing in it can end the element or begin a comment. */
function toDataBlock(json) {
    return new Markup(json.replace(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
/** A link where the address is one of the web, else its text alone. */
function webLink(address, text) {
    if (!/^https?:\/\/[^\s\\"'<>]+$/i.test(address))
        return html `${text}`;
    return html `<a href="${address}" rel="noopener noreferrer">${text}</a>`;
}

;// CONCATENATED MODULE: ./src/report/html/status-words.ts

/** As a reader says it; the status itself stands beside it in result.json. */
const STATUS_WORDS = {
    BREACH: 'Breach',
    INVALID: 'Invalid',
    MISSING: 'Missing',
    NOT_COMPARABLE: 'Not comparable',
    INSUFFICIENT_EVIDENCE: 'Insufficient evidence',
    NEW: 'New',
    PASS: 'Pass',
};
/** Told apart without colour too; part of every font, which emoji are not. */
const GLYPHS = {
    BREACH: '✕',
    INVALID: '!',
    MISSING: '–',
    NOT_COMPARABLE: '≠',
    INSUFFICIENT_EVIDENCE: '?',
    NEW: '+',
    PASS: '✓',
};
/** A status as a label; of no status, a dash. */
function statusLabel(status) {
    if (status === null)
        return html `<span class="status tone-none">not judged</span>`;
    return html `<span class="status tone-${status.toLowerCase()}"><span class="glyph" aria-hidden="true">${GLYPHS[status]}</span>${STATUS_WORDS[status]}</span>`;
}
/** `3 items`, `1 item`. */
function counted(count, noun) {
    return `${showCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
/** A count with separators. */
function showCount(count) {
    return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

;// CONCATENATED MODULE: ./src/report/html/page-section.ts


/** Rows of a table, and lines of a list: more are a matter for programs. */
const MOST_ROWS = 1_000;
/** A section of one piece; undefined where there is nothing to say. */
function section(id, title, ...body) {
    const inner = html `${body}`;
    return inner.source === '' ? undefined : { id, title, parts: [inner] };
}
/** A table that scrolls sideways where the page is narrow. @param caption is read to who cannot see the heading. */
function plainTable(caption, head, rows) {
    return html `<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table class="plain"><caption class="unseen">${caption}</caption><thead><tr>${head.map((cell) => html `<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows
        .slice(0, MOST_ROWS)
        .map(([first, ...rest]) => html `<tr><th scope="row">${first}</th>${rest.map((cell) => html `<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>${rest(rows.length, 'row')}`;
}
/** A list of bullets; empty where there is none. */
function bullets(items) {
    return items.length === 0
        ? html ``
        : html `<ul>${items.slice(0, MOST_ROWS).map((item) => html `<li>${item}</li>\n`)}</ul>${rest(items.length, 'line')}`;
}
/** Says what is left out; nothing where nothing is. */
function rest(count, noun) {
    return (count > MOST_ROWS &&
        html `<p class="hint">${counted(count - MOST_ROWS, `more ${noun}`)}: see result.json.</p>`);
}

;// CONCATENATED MODULE: ./src/report/html/closing-sections.ts





const MOST_GENERATIONS = 20;
/** A handful of answers to read before any number is believed. */
function generationSection({ showItems, generations = [] }) {
    if (!showItems || generations.length === 0)
        return undefined;
    return section('generations', 'Inspect before trusting', html `<p>Answers as the candidate gave them. A broken template, a cut answer or a refusal shows here before it shows in a score.</p>`, generations.slice(0, MOST_GENERATIONS).map(card));
}
function card({ benchmark, item, prompt, answer }) {
    return html `<article class="generation"><h3>${benchmark} <span class="hint">item ${item}</span></h3><div class="sides"><div class="side"><h4>Prompt</h4><div class="text">${(0,cut_text/* cutMiddle */.it)(prompt, cut_text/* MAX_PROMPT */.CE)}</div></div><div class="side"><h4>Answer</h4><div class="text">${answer === '' ? html `<span class="hint">empty</span>` : (0,cut_text/* cutMiddle */.it)(answer, cut_text/* MAX_ANSWER */.G6)}</div></div></div></article>\n`;
}
/** Why results prove nothing, what is not known of them, and what preflight found. */
function problemSection({ tasks, findings }) {
    const invalid = tasks.filter(({ state }) => state !== 'success');
    const noted = tasks.filter(({ notes }) => notes.length > 0);
    const list = (of, key) => bullets(of.flatMap((task) => task[key].map((text) => html `<strong>${task.task}</strong>${key === 'reasons' && ` (${task.state})`}: ${text}`)));
    return section('problems', invalid.length > 0 ? 'Why results are invalid' : 'Notes on the results', list(invalid, 'reasons'), invalid.length > 0 && noted.length > 0 && html `<h3>Not known</h3>`, list(noted, 'notes'), findings.length > 0 && html `<h3>Preflight</h3>${bullets(findings.map(finding))}`);
}
function finding({ id, severity, message, recovery }) {
    return html `<strong>${severity}</strong> <code>${id}</code>: ${message}. ${recovery}`;
}
/** Scores that nobody judges: parts of groups, second metrics, counts. */
function unjudgedSection(benchmarks) {
    const unjudged = benchmarks.filter(({ status }) => status === null);
    if (unjudged.length === 0)
        return undefined;
    const rows = unjudged.map((one) => {
        const { point, interval, unit } = (0,show_numbers/* showDelta */.o)(one.delta, one.ci95, one.scale);
        return [
            one.name,
            one.parent ?? one.task,
            (0,show_numbers/* showScore */.oo)(one.baseline?.score, one.scale),
            (0,show_numbers/* showScore */.oo)(one.candidate?.score, one.scale),
            `${point}${unit && ` ${unit}`}${interval && ` (${interval})`}`,
            (0,show_numbers/* showItems */.Ks)(one.pairs, one.baseline, one.candidate),
        ];
    });
    return section('unjudged', 'Shown, not judged', html `<details><summary>${counted(unjudged.length, 'score')}: parts of groups, further metrics, counts</summary>${plainTable('Scores that are not judged', ['Score', 'Of', 'Baseline', 'Candidate', 'Change', 'Items'], rows)}</details>`);
}
/** What to enter to look further. */
function commandSection({ commands = [] }) {
    if (commands.length === 0)
        return undefined;
    return section('commands', 'To look further', html `<pre class="commands" tabindex="0">${commands.map((command) => html `<code>${command.replace(/[\r\n]+/g, ' ')}</code>\n`)}</pre>`);
}

// EXTERNAL MODULE: ./src/report/escape.ts
var report_escape = __webpack_require__(14031);
;// CONCATENATED MODULE: ./src/report/html/flip-markup.ts


/** An item that changed, as the page shows it without a script; the script draws the same (client-flips.ts). */
function renderFlip(flip) {
    const { worse, difference, item, task, repeat, prompt, target, answers, baseline, candidate } = flip;
    const place = [task, `item ${item}`, repeat !== undefined && `repeat ${repeat}`]
        .filter(Boolean)
        .join(' · ');
    const change = `${difference > 0 ? '+' : '−'}${Math.abs(difference)}`;
    return html `<article class="flip"><h4><span class="way ${worse ? 'worse' : 'better'}">${worse ? 'Worse' : 'Better'}</span> ${place} <span class="hint">${change}</span></h4>${prompt !== undefined &&
        html `<details class="prompt"><summary>Prompt <span class="peek">${peek(prompt)}</span></summary><pre tabindex="0">${prompt}</pre></details>`}${target !== undefined && html `<p class="target"><span class="label">Expected</span> <span class="text">${target}</span></p>`}<div class="sides"><div class="side"><h5>Baseline</h5>${answers ? side(answers, -1) : flip_markup_text(baseline)}</div><div class="side"><h5>Candidate</h5>${answers ? side(answers, 1) : flip_markup_text(candidate)}</div></div></article>\n`;
}
/** The start of a prompt, on the line that opens it. */
function peek(prompt) {
    return prompt
        .slice(0, 200)
        .replace(/[\ud800-\udbff]$/, '')
        .replace(/\s+/g, ' ');
}
function side(answers, own) {
    const shown = answers.filter(([of]) => of === 0 || of === own);
    if (shown.length === 0)
        return html `<p class="hint">empty</p>`;
    return html `<div class="text">${shown.map(([of, part]) => of === 0 ? part : own === -1 ? html `<del>${part}</del>` : html `<ins>${part}</ins>`)}</div>`;
}
function flip_markup_text(answer) {
    if (answer === undefined)
        return html `<p class="hint">${show_numbers/* NONE */.x3}</p>`;
    return answer === '' ? html `<p class="hint">empty</p>` : html `<div class="text">${answer}</div>`;
}

// EXTERNAL MODULE: ./node_modules/diff/libesm/diff/word.js + 2 modules
var word = __webpack_require__(34440);
;// CONCATENATED MODULE: ./src/report/html/word-diff.ts

/** Edits after which two texts count as different altogether: the search takes the square of them. */
const MAX_EDITS = 400;
/** Below this share in common, marking words only sets confetti between them. */
const LEAST_COMMON = 0.25;
/**
 * What two texts share, word by word. The segments without the candidate's are the baseline's text, those without the
 * baseline's the candidate's.
 */
function diffWords(baseline, candidate) {
    if (baseline === candidate)
        return baseline === '' ? [] : [[0, baseline]];
    const whole = [
        [-1, baseline],
        [1, candidate],
    ];
    const changes = (0,word/* diffWordsWithSpace */.pR)(baseline, candidate, { maxEditLength: MAX_EDITS });
    if (!changes)
        return whole.filter(([, text]) => text !== '');
    const segments = changes.map(({ added, removed, value }) => [added ? 1 : removed ? -1 : 0, value]);
    const common = segments.reduce((sum, [side, text]) => sum + (side === 0 ? text.trim().length : 0), 0);
    const isAlike = common >= LEAST_COMMON * Math.max(baseline.length, candidate.length);
    return isAlike ? joinChanges(segments) : whole.filter(([, text]) => text !== '');
}
/** Changes that only white space parts as one: a phrase is easier to read than its words. */
function joinChanges(segments) {
    const joined = [];
    let [removed, added] = ['', ''];
    const end = (text) => {
        // White space that both end with belongs to neither.
        const shared = removed !== '' && added !== '' ? sharedSpace(removed, added) : '';
        const parts = [
            [-1, removed.slice(0, removed.length - shared.length)],
            [1, added.slice(0, added.length - shared.length)],
            [0, shared + text],
        ];
        joined.push(...parts.filter(([, part]) => part !== ''));
        [removed, added] = ['', ''];
    };
    for (const [index, [side, text]] of segments.entries()) {
        const isBetween = removed + added !== '' && index < segments.length - 1 && text.trim() === '';
        if (side === 0 && !isBetween)
            end(text);
        else {
            if (side < 1)
                removed += text;
            if (side > -1)
                added += text;
        }
    }
    end('');
    return joined;
}
function sharedSpace(a, b) {
    let length = 0;
    while (length < Math.min(a.length, b.length) &&
        a.at(-1 - length) === b.at(-1 - length) &&
        /\s/.test(a.at(-1 - length)))
        length += 1;
    return length === 0 ? '' : a.slice(-length);
}

;// CONCATENATED MODULE: ./src/report/html/flip-records.ts



/** UTF-8 bytes that all items of a report may take. A browser opens twice as much without a pause, a mail does not. */
const FLIP_BYTES = 10_000_000;
const flip_records_MAX_NAME = 200;
/**
 * Which items are shown, in the same order: each benchmark has an equal part of the room, and what some do not need goes
 * to the first of the others.
 * @param budget UTF-8 bytes.
 */
function shareRoom(demands, budget = FLIP_BYTES) {
    const part = Math.floor(budget / Math.max(1, demands.length));
    let spare = 0;
    const writers = demands.map((demand) => {
        const writer = new RecordWriter(demand);
        spare += part - writer.fill(part);
        return writer;
    });
    for (const writer of writers)
        spare -= writer.fill(spare);
    return writers.map(({ records, demand: { total } }) => ({
        records,
        total: Math.max(total, records.length),
    }));
}
class RecordWriter {
    demand;
    records = [];
    /** Written already, and too large for the room there was. */
    waiting;
    constructor(demand) {
        this.demand = demand;
    }
    /** Adds records while there is room. @returns the bytes that they take. */
    fill(room) {
        let used = 0;
        while (this.records.length < this.demand.flips.length) {
            const flip = this.demand.flips[this.records.length];
            this.waiting ??= JSON.stringify(toRecord(flip, this.demand.name));
            // With the comma, and as it is written: a `<` takes six bytes.
            const size = Buffer.byteLength(this.waiting) + 1 + 5 * (this.waiting.split('<').length - 1);
            if (used + size > room)
                return used;
            used += size;
            this.records.push(this.waiting);
            this.waiting = undefined;
        }
        return used;
    }
}
/** An item as it is shown: cut, with its control characters visible, and both answers compared word by word. */
function toRecord(flip, benchmark) {
    const show = (text, most) => showControls((0,cut_text/* cutMiddle */.it)(text, most));
    const { prompt, target, baselineAnswer, candidateAnswer } = flip;
    const baseline = baselineAnswer === undefined ? undefined : show(baselineAnswer, cut_text/* MAX_ANSWER */.G6);
    const candidate = candidateAnswer === undefined ? undefined : show(candidateAnswer, cut_text/* MAX_ANSWER */.G6);
    return {
        worse: flip.kind === 'regressed',
        difference: Number(flip.difference.toPrecision(4)),
        item: show(flip.item, flip_records_MAX_NAME),
        ...(flip.task === '' || benchmark.includes(flip.task) ? {} : { task: show(flip.task, flip_records_MAX_NAME) }),
        ...(flip.repeat > 0 ? { repeat: flip.repeat } : {}),
        ...(prompt === undefined ? {} : { prompt: show(prompt, cut_text/* MAX_PROMPT */.CE) }),
        ...(target === undefined ? {} : { target: show(target, cut_text/* MAX_TARGET */.pF) }),
        ...(baseline !== undefined && candidate !== undefined
            ? { answers: diffWords(baseline, candidate) }
            : {
                ...(baseline === undefined ? {} : { baseline }),
                ...(candidate === undefined ? {} : { candidate }),
            }),
    };
}

// EXTERNAL MODULE: ./src/comparison/comparison.ts
var comparison = __webpack_require__(37724);
// EXTERNAL MODULE: ./src/comparison/statistics/default-rule.ts
var default_rule = __webpack_require__(18751);
;// CONCATENATED MODULE: ./src/report/html/drop-limits.ts



/** The limits that a benchmark is held to: the policy's, else the drop that a PASS has to rule out. */
function limitsOf(benchmark) {
    const { thresholds, scale, baseline, status } = benchmark;
    const towardsWorse = worseSign(benchmark);
    const limit = (drop, label) => ({ delta: towardsWorse * drop, label });
    if (!thresholds) {
        const units = (0,comparison/* unitsOf */.$J)(scale);
        if (units === undefined || status === null || benchmark.delta === null)
            return [];
        return [limit(default_rule/* DROP_CEILING */.Qx * units, `PASS allows ${(0,show_numbers/* showDrop */.Vk)(default_rule/* DROP_CEILING */.Qx * units, scale)}`)];
    }
    const { maxDrop, maxRelativeDrop, relativeGuardBelow } = thresholds;
    const limits = [limit(maxDrop, `${(0,show_numbers/* showDrop */.Vk)(maxDrop, scale)} drop allowed`)];
    const score = baseline?.score ?? null;
    const applies = score !== null && score !== 0 && (relativeGuardBelow === null || score < relativeGuardBelow);
    if (maxRelativeDrop !== null && applies)
        limits.push(limit(maxRelativeDrop * Math.abs(score), `${Number((100 * maxRelativeDrop).toPrecision(3))} % drop allowed`));
    return limits;
}
/** 1 where a higher score is worse, else −1. */
function worseSign({ thresholds, direction }) {
    return (thresholds?.direction ?? direction) === 'lower_is_better' ? 1 : -1;
}

// EXTERNAL MODULE: ./node_modules/d3-scale/dist/d3-scale.mjs + 6 modules
var d3_scale = __webpack_require__(90704);
;// CONCATENATED MODULE: ./src/report/html/interval-scale.ts



/** Pixels of the plots in the table. */
const CELL = { width: 220, height: 30, pad: 12 };
/** Of all benchmarks, this share sets the scale; an interval that is wider ends in an arrow. */
const SHARE_IN_VIEW = 0.85;
/** The change as it is plotted: a percentage point is 1 where the scale allows, else the score's own unit. */
function toPlotUnits(benchmark, value) {
    const units = (0,comparison/* unitsOf */.$J)(benchmark.scale);
    return units === undefined ? value : (100 * value) / units;
}
/** Whether a benchmark's change can stand on the axis that all share. */
function isInPoints({ scale }) {
    return (0,comparison/* unitsOf */.$J)(scale) !== undefined;
}
/** The axis of the table, in percentage points; undefined where nothing can be plotted in them. */
function sharedScale(benchmarks) {
    const plotted = benchmarks.filter((benchmark) => benchmark.delta !== null && isInPoints(benchmark));
    if (plotted.length === 0)
        return undefined;
    const reaches = plotted.map((benchmark) => reachOf(benchmark, false)).sort((a, b) => a - b);
    const most = reaches[Math.ceil(SHARE_IN_VIEW * reaches.length) - 1];
    // A limit in view is worth more than detail, up to a point.
    const limits = plotted
        .flatMap((benchmark) => limitsOf(benchmark).map(({ delta }) => Math.abs(toPlotUnits(benchmark, delta))))
        .sort((a, b) => a - b);
    const limit = limits[Math.floor(limits.length / 2)] ?? 0;
    return symmetricScale(Math.max(most, 1.25 * limit, 0.5), CELL.width, CELL.pad);
}
/** The axis of one benchmark alone, in its plot units. */
function ownScale(benchmark, width, pad) {
    return symmetricScale(reachOf(benchmark, true) * 1.1 || 1, width, pad).nice(6);
}
/** How far from no change a benchmark's interval goes. */
function reachOf(benchmark, withLimits) {
    const { delta, ci95 } = benchmark;
    const limits = withLimits ? limitsOf(benchmark).map((limit) => limit.delta) : [];
    const values = [delta ?? 0, ...(ci95 ?? []), ...limits].filter(Number.isFinite);
    return Math.max(...values.map((value) => Math.abs(toPlotUnits(benchmark, value))));
}
function symmetricScale(reach, width, pad) {
    return (0,d3_scale/* scaleLinear */.m4)()
        .domain([-reach, reach])
        .range([pad, width - pad]);
}
/** A position rounded to what a screen can show. */
function at(scale, value) {
    return Math.round(10 * scale(value)) / 10;
}

;// CONCATENATED MODULE: ./src/report/html/interval-plot.ts




/** Of the plot of one benchmark; each limit adds a line of text above. */
const WIDE = { width: 560, pad: 16, line: 15, plot: 44, below: 36 };
const MIDDLE = CELL.height / 2;
/** The axis above the plots of a table; hidden from readers of the screen, who have the numbers. */
function renderAxis(scale) {
    const ticks = scale.ticks(4);
    return html `<svg class="axis" viewBox="0 0 ${CELL.width} 22" width="${CELL.width}" height="22" aria-hidden="true" focusable="false">${ticks.map((tick) => html `<text x="${at(scale, tick)}" y="10" text-anchor="middle">${showTick(tick)}</text><path d="M${at(scale, tick)} 15v7"/>`)}</svg>`;
}
/** A benchmark's change on the axis that the table shares, with its limit; empty where nothing is known of it. */
function renderCellPlot(benchmark, shared) {
    if (benchmark.delta === null)
        return html ``;
    const isShared = shared !== undefined && isInPoints(benchmark);
    const scale = isShared ? shared : ownScale(benchmark, CELL.width, CELL.pad);
    const limits = limitsOf(benchmark).map(({ delta }) => toPlotUnits(benchmark, delta));
    const zero = at(scale, 0);
    return html `<svg class="plot${isShared ? '' : ' own'}" viewBox="0 0 ${CELL.width} ${CELL.height}" width="${CELL.width}" height="${CELL.height}" aria-hidden="true" focusable="false"><path class="zero" d="M${zero} 0v${CELL.height}"/>${limits
        .filter((limit) => isInView(scale, limit))
        .map((limit) => html `<path class="limit" d="M${at(scale, limit)} 3v${CELL.height - 6}"/>`)}${interval(benchmark, scale, MIDDLE)}</svg>${!isShared && html `<span class="hint">own scale</span>`}`;
}
/** A benchmark's change by itself, with an axis, its limits and the smallest drop that would be found. */
function renderWidePlot(benchmark) {
    const { delta, ci95, scale: units, mde } = benchmark;
    if (delta === null)
        return html ``;
    const scale = ownScale(benchmark, WIDE.width, WIDE.pad);
    const limits = limitsOf(benchmark);
    const shown = (0,show_numbers/* showDelta */.o)(delta, ci95, units);
    const said = [
        `Change ${shown.point} ${shown.unit}${shown.interval && `, 95 % interval ${shown.interval}`}`,
        ...limits.map(({ label }) => label),
        ...(mde === null ? [] : [`a drop of ${(0,show_numbers/* showDrop */.Vk)(mde, units)} would be found in 8 of 10 runs`]),
    ].join('; ');
    const top = 18 + WIDE.line * limits.length;
    const floor = top + WIDE.plot;
    const worst = limits[0] && toPlotUnits(benchmark, limits[0].delta);
    const found = mde === null ? undefined : toPlotUnits(benchmark, worseSign(benchmark) * mde);
    const isFoundInView = found !== undefined && isInView(scale, found);
    return html `<svg class="plot wide" viewBox="0 0 ${WIDE.width} ${floor + WIDE.below}" role="img" aria-label="${said}">${worst !== undefined && zone(scale, worst, top, floor)}<path class="zero" d="M${at(scale, 0)} 17V${floor}"/><text class="mark" x="${at(scale, 0)}" y="12" text-anchor="middle">no change</text>${limits.map(({ delta: limit, label }, index) => limitLine(at(scale, toPlotUnits(benchmark, limit)), label, 12 + WIDE.line * (index + 1), floor))}${isFoundInView && html `<path class="found" d="M${at(scale, found)} ${floor - 11}v11"/>`}${interval(benchmark, scale, (top + floor) / 2 - 3)}<path class="base" d="M${WIDE.pad} ${floor}H${WIDE.width - WIDE.pad}"/>${scale
        .ticks(7)
        .map((tick) => html `<path class="base" d="M${at(scale, tick)} ${floor}v5"/><text x="${at(scale, tick)}" y="${floor + 18}" text-anchor="middle">${showTick(tick)}</text>`)}<text class="unit" x="${WIDE.width - WIDE.pad}" y="${floor + 34}" text-anchor="end">${isInPoints(benchmark) ? 'percentage points' : 'score units'}, candidate − baseline</text></svg>${isFoundInView && html `<p class="hint">Mark on the axis: the smallest drop that would be found in 8 of 10 runs.</p>`}`;
}
function limitLine(x, label, y, floor) {
    const isNearEdge = x < 150 || x > WIDE.width - 150;
    // Away from the middle where there is room for it.
    const toLeft = x < WIDE.width / 2 !== isNearEdge;
    return html `<path class="limit" d="M${x} ${y - 10}V${floor}"/><text class="mark limit" x="${x + (toLeft ? -5 : 5)}" y="${y}" text-anchor="${toLeft ? 'end' : 'start'}">${label}</text>`;
}
/** What lies past the limit. */
function zone(scale, limit, top, floor) {
    const edge = limit < 0 ? WIDE.pad : WIDE.width - WIDE.pad;
    const x = at(scale, limit);
    return html `<path class="zone" d="M${edge} ${top}H${x}V${floor}H${edge}z"/>`;
}
function interval(benchmark, scale, y) {
    const [least, most] = scale.domain();
    const keep = (value) => Math.min(most, Math.max(least, value));
    const point = toPlotUnits(benchmark, benchmark.delta);
    const tone = `tone-${(benchmark.status ?? 'none').toLowerCase()}`;
    const dot = isInView(scale, point) && html `<circle cx="${at(scale, point)}" cy="${y}" r="4.5"/>`;
    if (!benchmark.ci95)
        return html `<g class="${tone}">${dot || arrow(at(scale, keep(point)), y, point < 0)}</g>`;
    const [low, high] = benchmark.ci95.map((end) => toPlotUnits(benchmark, end));
    const [from, to] = [at(scale, keep(low)), at(scale, keep(high))];
    return html `<g class="${tone}"><path class="bar" d="M${from} ${y}H${to}"/>${low < least ? arrow(from, y, true) : cap(from, y)}${high > most ? arrow(to, y, false) : cap(to, y)}${dot}</g>`;
}
const cap = (x, y) => html `<path class="bar" d="M${x} ${y - 4}v8"/>`;
const arrow = (x, y, toLeft) => html `<path class="arrow" d="M${x + (toLeft ? -7 : 7)} ${y}l${toLeft ? 9 : -9} -5v10z"/>`;
function isInView(scale, value) {
    const [least, most] = scale.domain();
    return value >= least && value <= most;
}
function showTick(tick) {
    const text = String(Math.abs(Number(tick.toPrecision(6))));
    return tick > 0 ? `+${text}` : tick < 0 ? `−${text}` : text;
}

;// CONCATENATED MODULE: ./src/report/html/detail-section.ts








/** Open from the start: the gravest, if they are that grave. */
const MOST_OPEN = 3;
/** Items that a reader without the script sees of each benchmark, and UTF-8 bytes that these take of the page. */
const PLAIN_FLIPS = 3;
const LONG_REASON = 2_000;
const PLAIN_BYTES = 1_500_000;
/** Each benchmark by itself: its interval against its limit, the numbers behind it, and the items that changed. */
function detailSection(report, judged, anchors) {
    if (anchors.size === 0)
        return undefined;
    return { id: 'details', title: 'Benchmark by benchmark', parts: detailParts(report, judged, anchors) };
}
function* detailParts(report, judged, anchors) {
    const shown = judged.filter(({ name }) => anchors.has(name));
    const demands = report.showItems ? shown.map((benchmark) => demandOf(benchmark, report)) : [];
    const asking = demands.filter(({ flips }) => flips.length > 0);
    const shares = new Map(shareRoom(asking).map((share, index) => [asking[index].name, share]));
    let plainRoom = PLAIN_BYTES;
    for (const [index, benchmark] of shown.entries()) {
        const anchor = anchors.get(benchmark.name);
        const share = shares.get(benchmark.name);
        const plain = share ? plainFlips(share, plainRoom) : [];
        plainRoom -= plain.reduce((sum, { source }) => sum + Buffer.byteLength(source), 0);
        const isOpen = index < MOST_OPEN && (benchmark.status === 'BREACH' || benchmark.status === 'INVALID');
        yield html `<details class="benchmark"${isOpen && html ` open`}><summary><span class="name">${breakable((0,report_escape/* shorten */.ml)(benchmark.name, MAX_NAME))}</span> ${statusLabel(benchmark.status)}<span class="brief">${brief(benchmark)}</span></summary><div class="inside" id="${anchor}">${reasons(benchmark)}${renderWidePlot(benchmark)}<dl class="numbers">${numbers(benchmark)}</dl>`;
        if (share)
            yield* flipParts(anchor, share, plain);
        else if (benchmark.flips)
            yield html `<p class="hint">${withheld(benchmark, report.showItems)}</p>`;
        yield html `</div></details>\n`;
    }
    if (judged.length > shown.length)
        yield html `<p class="hint">${counted(judged.length - shown.length, 'more benchmark')}, less grave: see the table, and result.json.</p>`;
}
function demandOf(benchmark, { flips }) {
    const { name, examples } = benchmark;
    const all = flips?.get(name) ?? examples;
    const total = benchmark.flips ? benchmark.flips.regressed + benchmark.flips.improved : all.length;
    return { name, flips: all, total };
}
function plainFlips({ records }, room) {
    let used = 0;
    const shown = [];
    for (const record of records.slice(0, PLAIN_FLIPS)) {
        const flip = renderFlip(JSON.parse(record));
        used += Buffer.byteLength(flip.source);
        if (used > room)
            break;
        shown.push(flip);
    }
    return shown;
}
function* flipParts(anchor, { records, total }, plain) {
    const left = total - records.length;
    const said = `${counted(total, 'item')} changed${left > 0 ? `; ${showCount(records.length)} of them are here, ${showCount(left)} are left out: flips.ndjson has more` : ''}.`;
    yield html `<section class="flips" data-flips="${anchor}-items" aria-labelledby="${anchor}-flips"><h3 id="${anchor}-flips">Items that changed</h3><p class="hint">${said}</p><div class="plain-flips">${plain}${records.length > plain.length && html `<p class="hint">The other ${showCount(records.length - plain.length)} that are here are shown by a script.</p>`}</div><script type="application/json" id="${anchor}-items">[`;
    for (let from = 0; from < records.length; from += 500)
        yield toDataBlock(`${from > 0 ? ',' : ''}${records.slice(from, from + 500).join(',')}`);
    yield html `]</script></section>`;
}
function withheld({ flips }, showsItems) {
    const changed = (flips?.regressed ?? 0) + (flips?.improved ?? 0);
    if (changed === 0)
        return 'No item changed.';
    const counts = `${counted(flips.regressed, 'item')} worse, ${showCount(flips.improved)} better.`;
    return showsItems ? counts : `${counts} Prompts and answers are not in this file (show-items).`;
}
function brief({ delta, ci95, scale, candidate }) {
    if (delta === null)
        return candidate ? (0,show_numbers/* showScore */.oo)(candidate.score, scale) : '';
    const { point, interval, unit } = (0,show_numbers/* showDelta */.o)(delta, ci95, scale);
    return `${point} ${unit}${interval && ` (${interval})`}`;
}
function reasons({ reasons: said }) {
    const shown = said.map((reason) => (0,report_escape/* shorten */.ml)(reason, LONG_REASON));
    return shown.length === 1 ? html `<p class="reason">${shown[0]}</p>` : bullets(shown);
}
function numbers(benchmark) {
    const { baseline, candidate, scale, method, pValue, pAdjusted, mde, itemsNeeded, pairs, unpaired, flips } = benchmark;
    const number = (term, value) => value !== '' && value !== show_numbers/* NONE */.x3 && html `<div><dt>${term}</dt><dd>${value}</dd></div>`;
    const score = (side) => side
        ? `${(0,show_numbers/* showScore */.oo)(side.score, scale)}${side.stderr === undefined ? '' : ` ± ${(0,show_numbers/* showScore */.oo)(side.stderr, scale)}`}`
        : '';
    const without = unpaired ? unpaired.baselineOnly + unpaired.candidateOnly + unpaired.contentChanged : 0;
    return [
        number('Metric', benchmark.metric),
        number('Task', benchmark.task),
        number('Baseline ± standard error', score(baseline)),
        number('Candidate ± standard error', score(candidate)),
        number('Items', (0,show_numbers/* showItems */.Ks)(pairs, baseline, candidate)),
        number('Worse / better', flips ? `${showCount(flips.regressed)} / ${showCount(flips.improved)}` : ''),
        number('Without partner', without > 0 ? showCount(without) : ''),
        number('Test', method ?? ''),
        number('p', (0,show_numbers/* showP */.Si)(pValue)),
        number('p, adjusted', (0,show_numbers/* showP */.Si)(pAdjusted)),
        number('Drop found in 8 of 10 runs', mde === null ? '' : (0,show_numbers/* showDrop */.Vk)(mde, scale)),
        number('Items an equal model needs', itemsNeeded === null ? '' : `about ${showCount(itemsNeeded)}`),
        number('Line in the policy', benchmark.policyLine ?? ''),
    ];
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./src/report/html/client-flips.ts
/**
 * Runs in the page, from its own source: it may use nothing from outside itself. Where a benchmark is opened, its items
 * that changed are read from their JSON and become a list that can be searched, a few at a time. All text is set as text.
 */
/* istanbul ignore next: counters of coverage would not be there in the page */
function enhanceFlips() {
    const PAGE = 10;
    for (const section of document.querySelectorAll('[data-flips]')) {
        const details = section.closest('details');
        const start = () => {
            if (!details.open || section.dataset['ready'] !== undefined)
                return;
            section.dataset['ready'] = '';
            browse(section);
        };
        details.addEventListener('toggle', start);
        start();
    }
    function browse(section) {
        const flips = JSON.parse(document.getElementById(section.dataset['flips']).textContent);
        const texts = new Map();
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
        ways.append(add('legend', '', 'Change'), ...boxes.map((box) => box.parentElement));
        const tools = add('form', 'tools');
        tools.append(label, ways, count);
        const more = add('button');
        more.type = 'button';
        let found = [];
        let shown = 0;
        const grow = () => {
            list.append(...found.slice(shown, shown + PAGE).map(draw));
            shown = Math.min(found.length, shown + PAGE);
            more.hidden = shown >= found.length;
            more.textContent = `Show ${Math.min(PAGE, found.length - shown)} more`;
            count.textContent = `${shown} of ${found.length} shown${found.length < flips.length ? ` (${flips.length} in all)` : ''}`;
        };
        const apply = () => {
            const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
            const [worse, better] = boxes.map(({ checked }) => checked);
            found = flips.filter((flip) => (flip.worse ? worse : better) && words.every((word) => textOf(flip, texts).includes(word)));
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
            const first = list.children[next];
            first.tabIndex = -1;
            first.focus();
        });
        section.querySelector('.plain-flips').replaceWith(tools, list, more);
        apply();
    }
    function textOf(flip, texts) {
        let text = texts.get(flip);
        if (text === undefined) {
            const { item, task, prompt, target, answers, baseline, candidate } = flip;
            const sides = [-1, 1].map((own) => answers
                ?.filter(([of]) => of === 0 || of === own)
                .map(([, part]) => part)
                .join(''));
            text = [item, task, prompt, target, baseline, candidate, ...sides].join('\n').toLowerCase();
            texts.set(flip, text);
        }
        return text;
    }
    function chip(word) {
        const box = add('input');
        box.type = 'checkbox';
        box.checked = true;
        const label = add('label', 'chip');
        label.append(box, ` ${word}`);
        return box;
    }
    function draw(flip) {
        const { worse, difference, item, task, repeat, prompt, target, answers, baseline, candidate } = flip;
        const article = add('article', 'flip');
        const head = add('h4');
        const place = [task, `item ${item}`, repeat !== undefined && `repeat ${repeat}`]
            .filter(Boolean)
            .join(' · ');
        const change = `${difference > 0 ? '+' : '−'}${Math.abs(difference)}`;
        head.append(add('span', worse ? 'way worse' : 'way better', worse ? 'Worse' : 'Better'), ` ${place} `, add('span', 'hint', change));
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
    function side(title, answers, own, alone) {
        const column = add('div', 'side');
        column.append(add('h5', '', title));
        const parts = answers?.filter(([of]) => of === 0 || of === own) ?? (alone ? [[0, alone]] : []);
        if (parts.length === 0) {
            column.append(add('p', 'hint', answers || alone === '' ? 'empty' : '—'));
            return column;
        }
        const text = add('div', 'text');
        text.append(...parts.map(([of, part]) => (of === 0 ? part : add(own === -1 ? 'del' : 'ins', '', part))));
        column.append(text);
        return column;
    }
    function add(tag, className = '', text = '') {
        const element = document.createElement(tag);
        if (className !== '')
            element.className = className;
        if (text !== '')
            element.textContent = text;
        return element;
    }
}

;// CONCATENATED MODULE: ./src/report/html/client-table.ts
/// <reference lib="dom" />
/**
 * Runs in the page, from its own source: it may use nothing from outside itself. Makes the table of benchmarks sortable
 * and filterable, and opens what a link leads to.
 */
/* istanbul ignore next: counters of coverage would not be there in the page */
function enhanceTable() {
    const table = document.querySelector('#scores');
    if (table) {
        sortable(table);
        filterable(table);
    }
    addEventListener('hashchange', reveal);
    reveal();
    function sortable(scores) {
        const heads = [...scores.tHead.rows[0].cells];
        for (const [column, head] of heads.entries()) {
            if (head.dataset['sort'] === undefined)
                continue;
            const title = head.querySelector('.title');
            const button = document.createElement('button');
            button.type = 'button';
            button.textContent = title.textContent;
            button.addEventListener('click', () => {
                const descending = head.getAttribute('aria-sort') === 'ascending';
                for (const other of heads)
                    other.removeAttribute('aria-sort');
                head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
                order(scores.tBodies[0], column, descending);
            });
            title.replaceWith(button);
        }
    }
    function order(body, column, descending) {
        const rows = [...body.rows].map((row) => ({
            row,
            value: row.cells[column].dataset['v'] ?? '',
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
    function filterable(scores) {
        const tools = document.querySelector('#score-tools');
        const search = document.querySelector('#score-filter');
        const count = document.querySelector('#score-count');
        const none = document.querySelector('#no-match');
        const boxes = [...tools.querySelectorAll('input[type=checkbox]')];
        const rows = [...scores.tBodies[0].rows].map((row) => ({
            row,
            text: row.cells[0].textContent.toLowerCase(),
            status: row.dataset['status'],
        }));
        const apply = () => {
            const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
            const wanted = new Set(boxes.filter(({ checked }) => checked).map(({ value }) => value));
            let shown = 0;
            for (const { row, text, status } of rows) {
                const fits = (boxes.length === 0 || wanted.has(status)) && words.every((word) => text.includes(word));
                row.hidden = !fits;
                if (fits)
                    shown += 1;
            }
            const all = `${rows.length} benchmark${rows.length === 1 ? '' : 's'}`;
            count.textContent = shown === rows.length ? all : `${shown} of ${all}`;
            none.hidden = shown > 0;
        };
        tools.addEventListener('input', apply);
        tools.addEventListener('submit', (event) => event.preventDefault());
        document.querySelector('#clear-filter').addEventListener('click', () => {
            search.value = '';
            for (const box of boxes)
                box.checked = true;
            apply();
            search.focus();
        });
        tools.hidden = false;
        apply();
    }
    function reveal() {
        const target = document.getElementById(location.hash.slice(1));
        const details = target?.closest('details');
        if (!target || !details)
            return;
        details.open = true;
        target.scrollIntoView();
        details.querySelector('summary').focus({ preventScroll: true });
    }
}

;// CONCATENATED MODULE: ./src/report/html/style-media.ts
/** Narrow windows: each row of the table of benchmarks becomes a card, and its head a row of buttons to sort by. */
const SMALL_STYLE = `
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
const PRINT_STYLE = `
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

;// CONCATENATED MODULE: ./src/report/html/style.ts

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
const STYLE = `${BASE}${VERDICT}${TABLES}${PARTS}${SMALL_STYLE}${PRINT_STYLE}`;

;// CONCATENATED MODULE: ./src/report/html/page-head.ts





/** What runs in the page: functions that know nothing of this module, in their own words. */
const PAGE_SCRIPT = trusted(`(${enhanceTable.toString()})();(${enhanceFlips.toString()})();`);
const PAGE_STYLE = trusted(STYLE);
/** No source of anything but this page's own style and script, which are named by their content. */
const POLICY = [
    "default-src 'none'",
    `style-src ${hashOf(PAGE_STYLE)}`,
    `script-src ${hashOf(PAGE_SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
].join('; ');
function hashOf({ source }) {
    return `'sha256-${(0,external_node_crypto_.createHash)('sha256').update(source).digest('base64')}'`;
}
/** All before the body. The policy comes first: it binds what follows it. */
function renderHead(title) {
    return html `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>${title}</title><style>${PAGE_STYLE}</style></head>
`;
}

;// CONCATENATED MODULE: ./src/report/html/score-section.ts









/** Longer reasons stand in full in the benchmark's own part. */
const SHORT_REASON = 240;
/** The judged benchmarks in the order given, the gravest first, with their changes on one axis. */
function scoreSection(judged, anchors) {
    if (judged.length === 0)
        return undefined;
    const isCompared = judged.some(({ baseline }) => baseline);
    const axis = sharedScale(judged);
    const columns = columnsOf(judged, anchors, axis, isCompared);
    return { id: 'benchmarks', title: 'Benchmarks', parts: tableParts(judged, columns, axis) };
}
function* tableParts(judged, columns, axis) {
    yield filterBar(judged);
    yield html `<div class="scroll" role="region" tabindex="0" aria-label="Table of benchmarks"><table class="scores" id="scores" role="table"><caption class="unseen">Benchmarks, the gravest first</caption><thead role="rowgroup"><tr role="row">${columns.map((column) => headCell(column, axis))}</tr></thead><tbody role="rowgroup">\n`;
    for (const [index, benchmark] of judged.entries())
        yield row(benchmark, columns, index);
    yield html `</tbody></table></div><p class="hint none" id="no-match" hidden>No benchmark matches. <button type="button" id="clear-filter">Clear the filter</button></p>${axis && legend(judged)}`;
}
/** Works with the script alone, and is shown by it. */
function filterBar(judged) {
    const counts = (0,judged_benchmarks/* countStatuses */.ip)(judged);
    const statuses = judged_benchmarks/* STATUS_ORDER */.QD.filter((status) => counts.has(status));
    return html `<form class="tools" id="score-tools" hidden><label>Find a benchmark <input type="search" id="score-filter" autocomplete="off" spellcheck="false"></label>${statuses.length > 1 &&
        html `<fieldset><legend>Status</legend>${statuses.map((status) => html `<label class="chip tone-${status.toLowerCase()}"><input type="checkbox" name="status" value="${status}" checked> ${STATUS_WORDS[status]} <span class="count">${counts.get(status)}</span></label>`)}</fieldset>`}<output id="score-count" aria-live="polite"></output></form>`;
}
function headCell({ key, title, sort }, axis) {
    // The order in which the table comes.
    const sorted = key === 'status' && html ` aria-sort="ascending"`;
    return html `<th scope="col" role="columnheader" class="c-${key}"${sort && html ` data-sort`}${sorted}><span class="title">${title}</span>${key === 'plot' && axis && renderAxis(axis)}</th>`;
}
function row(benchmark, columns, index) {
    const cells = columns.map(({ key, title, cell, sort }) => {
        const value = sort && html ` data-v="${sort(benchmark)}"`;
        if (key === 'name')
            return html `<th scope="row" role="rowheader" class="c-name"${value}>${cell(benchmark, index)}</th>`;
        return html `<td role="cell" class="c-${key}" data-label="${title}"${value}>${cell(benchmark, index)}</td>`;
    });
    return html `<tr role="row" data-status="${benchmark.status}" data-order="${index}">${cells}</tr>\n`;
}
function columnsOf(judged, anchors, axis, isCompared) {
    const unit = judged.some(({ scale }) => (0,comparison/* unitsOf */.$J)(scale) !== undefined) ? ', pp' : '';
    const order = new Map(judged.map((benchmark, index) => [benchmark.name, index]));
    const when = (condition, column) => (condition ? [column] : []);
    const number = (value) => value !== null && value !== undefined && Number.isFinite(value) ? value : '';
    const share = ({ scale }, score) => score === null || score === undefined ? '' : score / ((0,comparison/* unitsOf */.$J)(scale) ?? 1);
    return [
        {
            key: 'name',
            title: 'Benchmark',
            cell: (benchmark) => nameCell(benchmark, anchors),
            sort: ({ name }) => name.toLowerCase(),
        },
        { key: 'status', title: 'Status', cell: statusCell, sort: ({ name }) => order.get(name) },
        ...when(isCompared, {
            key: 'baseline',
            title: 'Baseline',
            cell: ({ baseline, scale }) => (0,show_numbers/* showScore */.oo)(baseline?.score, scale),
            sort: (one) => share(one, one.baseline?.score),
        }),
        {
            key: 'candidate',
            title: isCompared ? 'Candidate' : 'Score',
            cell: ({ candidate, scale }) => (0,show_numbers/* showScore */.oo)(candidate?.score, scale),
            sort: (one) => share(one, one.candidate?.score),
        },
        ...when(isCompared, {
            key: 'delta',
            title: `Change${unit}`,
            cell: deltaCell,
            // Damage first, whatever the metric's direction.
            sort: (one) => number(one.delta === null ? null : -worseSign(one) * toPercent(one, one.delta)),
        }),
        ...when(isCompared && judged.some(({ delta }) => delta !== null), {
            key: 'plot',
            title: '95 % interval',
            cell: (one) => renderCellPlot(one, axis),
        }),
        {
            key: 'n',
            title: 'Items',
            cell: ({ pairs, baseline, candidate }) => (0,show_numbers/* showItems */.Ks)(pairs, baseline, candidate),
            sort: ({ pairs, candidate, baseline }) => number(pairs ?? candidate?.n?.count ?? baseline?.n?.count),
        },
        ...when(judged.some(({ pAdjusted }) => pAdjusted !== null), {
            key: 'p',
            title: 'p adj.',
            cell: ({ pAdjusted }) => (0,show_numbers/* showP */.Si)(pAdjusted),
            sort: ({ pAdjusted }) => number(pAdjusted),
        }),
    ];
}
/** A change in percent: of the scale, or of the baseline's score where the scale has no end. */
function toPercent(benchmark, delta) {
    const whole = (0,comparison/* unitsOf */.$J)(benchmark.scale) ?? Math.abs(benchmark.baseline?.score ?? Number.NaN);
    return (100 * delta) / whole;
}
function nameCell(benchmark, anchors) {
    const { name, tier, isGroup, direction, reasons } = benchmark;
    const anchor = anchors.get(name);
    const shown = breakable((0,report_escape/* shorten */.ml)(name, MAX_NAME));
    const remarks = [tier, isGroup && 'group', direction === 'lower_is_better' && 'lower is better'].filter(Boolean);
    return [
        anchor === undefined
            ? html `<span class="name">${shown}</span>`
            : html `<a class="name" href="#${anchor}">${shown}</a>`,
        remarks.length > 0 && html ` <span class="hint">${remarks.join(', ')}</span>`,
        reasons[0] !== undefined && html `<span class="why">${(0,report_escape/* shorten */.ml)(reasons[0], SHORT_REASON)}</span>`,
    ];
}
function statusCell({ status, gateStatus }) {
    const differs = gateStatus !== null && gateStatus !== status;
    return [statusLabel(status), differs && html ` <span class="hint">gate: ${gateStatus}</span>`];
}
function deltaCell({ delta, ci95, scale }) {
    if (delta === null)
        return show_numbers/* NONE */.x3;
    const { point, interval, unit } = (0,show_numbers/* showDelta */.o)(delta, ci95, scale);
    return html `<strong>${point}</strong>${unit === 'score units' && html ` <span class="hint">score units</span>`}${interval && html `<span class="ci">${interval}</span>`}`;
}
function legend(judged) {
    const hasPolicy = judged.some(({ thresholds }) => thresholds);
    return html `<p class="hint legend">Dot: change of the score, candidate − baseline. Bar: its 95 % interval; an arrow where it leaves the axis. Solid line: no change. Dashed line: ${hasPolicy ? 'the drop that the policy allows' : 'the drop that a pass has to rule out'}.</p>`;
}

// EXTERNAL MODULE: ./src/report/comparison/outside-text.ts
var outside_text = __webpack_require__(76689);
;// CONCATENATED MODULE: ./src/report/html/settings-section.ts







const MOST_NAMES = 4;
const VALUE_LENGTH = 600;
/** A number or a word is other as a whole: 0.7 is not 0 with something added. */
const SHORT_VALUE = 24;
/** What differs in the settings of the two evaluations, and what is not known to be equal. */
function settingsSection(benchmarks) {
    const both = benchmarks.filter(({ baseline, candidate, status }) => baseline && candidate && status !== null);
    const different = groupEqual(both, ({ differences }) => differences);
    const unknown = groupEqual(both, (one) => one.unknown);
    if (different.length + unknown.length === 0)
        return undefined;
    return section('settings', 'Configuration', different.length === 0
        ? html `<p>Nothing is known to differ.</p>`
        : plainTable('What differs in the configuration', ['Field', 'Baseline', 'Candidate', 'Why it matters', 'Benchmarks'], different.map(({ entry, names }) => [
            html `<code>${entry.field}</code>`,
            ...showPair(entry.baseline, entry.candidate),
            entry.why,
            showNames(names, both.length),
        ])), unknown.length > 0 &&
        html `<details><summary>Not known to be equal: ${counted(new Set(unknown.map(({ entry }) => entry.field)).size, 'field')}</summary>${plainTable('What is not known to be equal', ['Field', 'Baseline', 'Candidate', 'Reason', 'Benchmarks'], unknown.map(({ entry, names }) => [
            html `<code>${entry.field}</code>`,
            'baseline' in entry ? showValue(entry.baseline) : show_numbers/* NONE */.x3,
            'candidate' in entry ? showValue(entry.candidate) : show_numbers/* NONE */.x3,
            entry.reason,
            showNames(names, both.length),
        ]))}</details>`);
}
function groupEqual(benchmarks, entriesOf) {
    const groups = new Map();
    for (const benchmark of benchmarks)
        for (const entry of entriesOf(benchmark)) {
            const key = (0,outside_text/* toJson */.aB)(entry);
            const known = groups.get(key);
            if (known)
                known.names.push(benchmark.name);
            else
                groups.set(key, { entry, names: [benchmark.name] });
        }
    return [...groups.values()];
}
function showNames(names, all) {
    if (names.length > 1 && names.length === all)
        return `all ${all}`;
    const rest = names.length - MOST_NAMES;
    return names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
/** Two values with what differs in them marked; a string looks like one where the other side would look the same. */
function showPair(baseline, candidate) {
    let [a, b] = [toPlain(baseline), toPlain(candidate)];
    if (a === b)
        [a, b] = [(0,outside_text/* toJson */.aB)(baseline), (0,outside_text/* toJson */.aB)(candidate)];
    const isShort = Math.max(a.length, b.length) <= SHORT_VALUE;
    const whole = [
        [-1, a],
        [1, b],
    ];
    const segments = isShort ? whole : diffWords((0,report_escape/* shorten */.ml)(a, VALUE_LENGTH), (0,report_escape/* shorten */.ml)(b, VALUE_LENGTH));
    const side = (own) => html `<code class="value">${segments
        .filter(([of]) => of === 0 || of === own)
        .map(([of, text]) => of === 0 ? text : own === -1 ? html `<del>${text}</del>` : html `<ins>${text}</ins>`)}</code>`;
    return [side(-1), side(1)];
}
const toPlain = (value) => (typeof value === 'string' ? value : (0,outside_text/* toJson */.aB)(value));
const showValue = (value) => html `<code class="value">${(0,report_escape/* shorten */.ml)(toPlain(value), VALUE_LENGTH)}</code>`;

// EXTERNAL MODULE: ./node_modules/d3-shape/dist/d3-shape.mjs + 1 modules
var d3_shape = __webpack_require__(76879);
;// CONCATENATED MODULE: ./src/report/html/trend-plot.ts





const SIZE = { width: 460, height: 190, left: 46, right: 12, top: 12, bottom: 30 };
const FLOOR = SIZE.height - SIZE.bottom;
/** Above so many, only the points that say more than the line are drawn. */
const MOST_DOTS = 60;
/**
 * A benchmark's scores over time: a line through the runs that can be compared, with their intervals. Runs that cannot
 * and runs without a score are marked, and the line breaks there.
 */
function renderTrendPlot(name, points, unit) {
    const scored = points.filter(({ score }) => score !== null);
    const times = points.map(timeOf);
    if (scored.length === 0)
        return html `<p class="hint">No run of this trend has a score.</p>`;
    const [first, last] = [Math.min(...times), Math.max(...times)];
    const span = first === last ? 43_200_000 : 0;
    const x = (0,d3_scale/* scaleUtc */.Pp)([first - span, last + span], [SIZE.left + 8, SIZE.width - SIZE.right - 8]);
    const y = (0,d3_scale/* scaleLinear */.m4)(extentOf(scored, unit), [FLOOR, SIZE.top]).nice(4);
    const placed = points.map((point) => place(point, x(timeOf(point)), (value) => y(toShown(value, unit))));
    const ticks = y.ticks(4);
    return html `<svg class="trend" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${describe(name, points, unit)}">${ticks.map((tick) => html `<path class="grid" d="M${SIZE.left} ${round(y(tick))}H${SIZE.width - SIZE.right}"/><text x="${SIZE.left - 6}" y="${round(y(tick)) + 4}" text-anchor="end">${y.tickFormat(4)(tick)}</text>`)}${x
        .ticks(4)
        .map((tick) => html `<text x="${round(x(tick))}" y="${SIZE.height - 8}" text-anchor="middle">${tickLabel(tick, last - first)}</text>`)}<path class="base" d="M${SIZE.left} ${FLOOR}H${SIZE.width - SIZE.right}"/><path class="band" d="${bandPath(placed)}"/><path class="line" d="${linePath(placed)}"/>${placed.map((one, index) => mark(one, index === placed.length - 1, placed.length))}</svg>`;
}
function place(point, x, y) {
    const { score, low, high, comparable } = point;
    if (score === null)
        return { point, x: round(x), y: FLOOR, joined: false };
    return {
        point,
        x: round(x),
        y: round(y(score)),
        ...(low === undefined || high === undefined ? {} : { band: [round(y(low)), round(y(high))] }),
        joined: comparable,
    };
}
function linePath(placed) {
    return ((0,d3_shape/* line */.n8)(({ x }) => x, ({ y }) => y).defined(({ joined }) => joined)(placed) ?? '');
}
function bandPath(placed) {
    return ((0,d3_shape/* area */.Wc)()
        .x(({ x }) => x)
        .y0(({ band }) => band[0])
        .y1(({ band }) => band[1])
        .defined(({ joined, band }) => joined && band !== undefined)(placed) ?? '');
}
/** A cross on the axis for no score, a hollow diamond for what cannot be compared, a dot for the others. */
function mark({ point, x, y, joined }, isLast, count) {
    if (point.score === null)
        return html `<path class="gap" d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8"/>`;
    if (!joined)
        return html `<path class="apart" d="M${x} ${y - 5}l5 5l-5 5l-5 -5z"/>`;
    const isBad = point.status === 'BREACH' || point.status === 'INVALID';
    if (count > MOST_DOTS && !isBad && !isLast)
        return false;
    return html `<circle class="${isBad ? 'bad' : 'dot'}" cx="${x}" cy="${y}" r="${isLast ? 4.5 : 3}"/>`;
}
function extentOf(scored, unit) {
    const values = scored.flatMap(({ score, low, high }) => [score, low ?? score, high ?? score]);
    const shown = values.map((value) => toShown(value, unit));
    const [least, most] = [Math.min(...shown), Math.max(...shown)];
    return least === most ? [least - 1, most + 1] : [least, most];
}
function toShown(value, unit) {
    const units = (0,comparison/* unitsOf */.$J)(unit);
    return units === undefined ? value : (100 * value) / units;
}
/** Of scores on a scale, percent. */
function describe(name, points, unit) {
    const joined = points.filter(({ score, comparable }) => score !== null && comparable);
    const gaps = points.filter(({ score }) => score === null).length;
    const apart = points.length - joined.length - gaps;
    const [first, last] = [joined[0], joined.at(-1)];
    const went = first && last ? `, from ${(0,show_numbers/* showScore */.oo)(first.score, unit)} to ${(0,show_numbers/* showScore */.oo)(last.score, unit)}` : '';
    return `${name}: ${points.length} run${points.length === 1 ? '' : 's'}${went}${gaps > 0 ? `; ${gaps} without a score` : ''}${apart > 0 ? `; ${apart} that cannot be compared` : ''}`;
}
function tickLabel(tick, span) {
    const iso = tick.toISOString();
    return span < 2 * 86_400_000
        ? iso.slice(11, 16)
        : span > 700 * 86_400_000
            ? iso.slice(0, 7)
            : iso.slice(5, 10);
}
const timeOf = ({ created_at }) => Date.parse(created_at);
const round = (value) => Math.round(10 * value) / 10;

;// CONCATENATED MODULE: ./src/report/html/verdict-section.ts






/** Fewer than this are not worth a warning. */
const FALSE_FAILS_WORTH_SAYING = 0.01;
/** Below this an unchanged set of answers is no surprise. */
const ITEMS_THAT_SHOULD_CHANGE = 50;
const MOST_NOTES = 20;
const LONG_TEXT = 2_000;
const BAR_WIDTH = 1000;
/** The verdict, why, and of what with what: all that a reader needs who reads no further. */
function renderVerdict(report, judged) {
    const { verdict, headline, error, state } = report;
    return html `<header class="verdict verdict-${verdict.toLowerCase()}"><p class="kicker">Model evaluation${report.createdAt && html ` · <time datetime="${report.createdAt}">${showTime(report.createdAt)}</time>`}${report.attempt !== undefined && report.attempt !== '1' && html ` · attempt ${report.attempt}`}</p><h1><span class="badge">${verdict}</span> <span class="headline">${headline}</span></h1>${error !== undefined && html `<p class="error">${(0,report_escape/* shorten */.ml)(error, LONG_TEXT)}</p>`}${state !== 'success' && state !== 'invalid' && html `<p>The run ended as <strong>${state}</strong>.</p>`}${statusBar(judged)}<dl class="facts">${facts(report)}</dl>${doubts(report)}</header>`;
}
/** Dates as UTC, to the minute; what is no date as it is. */
function showTime(iso) {
    const time = new Date(iso);
    return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
/** A strip with a part for each status, and its legend. */
function statusBar(judged) {
    if (judged.length === 0)
        return html ``;
    const counts = judged_benchmarks/* STATUS_ORDER */.QD.map((status) => [
        status,
        judged.filter((one) => one.status === status).length,
    ]).filter(([, count]) => count > 0);
    let x = 0;
    const parts = counts.map(([status, count]) => {
        const width = (BAR_WIDTH * count) / judged.length;
        const part = html `<rect class="tone-${status.toLowerCase()}" x="${x.toFixed(1)}" width="${Math.max(3, width - 3).toFixed(1)}" height="8"/>`;
        x += width;
        return part;
    });
    return html `<div class="strip"><svg viewBox="0 0 ${BAR_WIDTH} 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">${parts}</svg><ul>${counts.map(([status, count]) => html `<li class="tone-${status.toLowerCase()}"><span class="swatch" aria-hidden="true"></span>${count} ${STATUS_WORDS[status].toLowerCase()}</li> `)}</ul></div>`;
}
function facts(report) {
    const { candidate, baseline, comparison, invocation, runUrl, artifact } = report;
    const fact = (term, value) => html `<div><dt>${term}</dt><dd>${value}</dd></div>\n`;
    return [
        fact('Candidate', [
            html `<strong>${(0,report_escape/* shorten */.ml)(candidate.model ?? 'not named', MAX_NAME)}</strong>`,
            verdict_section_place(candidate.ref, candidate.sha, candidate.runId),
        ]),
        fact('Baseline', baseline
            ? [
                html `<strong>${(0,report_escape/* shorten */.ml)(baseline.model ?? baseline.name, MAX_NAME)}</strong>`,
                verdict_section_place(baseline.ref, baseline.sha, baseline.runId, baseline),
            ]
            : 'none'),
        comparison && fact('Settings', describeComparability(comparison)),
        comparison?.meanChange && fact('Mean change', describeMean(comparison.meanChange)),
        comparison && comparison.items.compared > 0 && fact('Items', describeItems(comparison)),
        comparison?.gate &&
            fact('nel gate', [
                html `<strong>${comparison.gate.verdict ?? 'would stop with an error'}</strong>`,
                html ` <span class="hint">policy <code>${comparison.gate.policy}</code>, ${comparison.gate.mode === 'strict' ? 'strict: safeguards on' : 'nel: without safeguards'}</span>`,
            ]),
        invocation &&
            fact('Launcher', html `<code>${invocation.id}</code> <span class="hint">version ${invocation.launcherVersion}</span>`),
        runUrl !== undefined && fact('Run', webLink(runUrl, 'open the workflow run')),
        artifact &&
            fact('Artifact', artifact.url === undefined ? artifact.name : webLink(artifact.url, artifact.name)),
    ];
}
function verdict_section_place(ref, sha, runId, baseline) {
    const parts = [
        ref?.replace(/^refs\/(heads|tags|remotes)?\/?/, ''),
        sha !== undefined &&
            (/^[0-9a-f]{40,}$/i.test(sha) ? html `<code title="${sha}">${sha.slice(0, 7)}</code>` : sha),
        runId !== undefined && `run ${runId}`,
        baseline?.ageDays !== undefined && showAge(baseline.ageDays),
        baseline &&
            `found as ${baseline.source}${baseline.model === undefined ? '' : `: ${(0,report_escape/* shorten */.ml)(baseline.name, MAX_NAME)}`}`,
    ].filter(Boolean);
    return html ` <span class="hint">${parts.map((part, index) => [index > 0 && ' · ', part])}</span>`;
}
function showAge(days) {
    if (!(days >= 0))
        return 'ended after this run began';
    if (days * 24 < 1)
        return 'under an hour old';
    return days < 1.5
        ? `${counted(Math.round(days * 24), 'hour')} old`
        : `${counted(Math.round(days), 'day')} old`;
}
function describeComparability({ benchmarks }) {
    const different = new Set(benchmarks.flatMap(({ differences }) => differences.map(({ field }) => field)));
    const unknown = new Set(benchmarks.flatMap((one) => one.unknown.map(({ field }) => field)));
    if (different.size === 0 && unknown.size === 0)
        return 'comparable';
    if (different.size === 0)
        return html `comparable as far as is known <span class="hint"><a href="#settings">${counted(unknown.size, 'field')} not known</a></span>`;
    return html `<a href="#settings">${counted(different.size, 'field')} differ${different.size === 1 && 's'}</a>`;
}
function describeMean({ delta, ci95, benchmarks }) {
    const { point, interval } = (0,show_numbers/* showDelta */.o)(delta, ci95, 'fraction');
    return html `<strong>${point} pp</strong> <span class="hint">${interval && `95 % interval ${interval}, `}${counted(benchmarks, 'benchmark')}; positive is better</span>`;
}
function describeItems({ items, benchmarks }) {
    const judged = benchmarks.filter(({ status }) => status !== null);
    const sum = (kind) => judged.reduce((total, { flips }) => total + (flips?.[kind] ?? 0), 0);
    const [worse, better] = [sum('regressed'), sum('improved')];
    const ways = worse + better === items.changed && items.changed > 0;
    return html `${showCount(items.changed)} of ${counted(items.compared, 'item')} changed${ways && html ` <span class="hint">${worse} worse, ${better} better</span>`}`;
}
function doubts({ comparison, baseline, candidate }) {
    if (!comparison)
        return html ``;
    const { items, falseFailRate, notes } = comparison;
    const differ = (a, b) => a !== undefined && b !== undefined && a !== b;
    const isOther = differ(baseline?.model, candidate.model) || differ(baseline?.sha, candidate.sha);
    const said = [];
    if (isOther && items.compared >= ITEMS_THAT_SHOULD_CHANGE && items.changed === 0)
        said.push("No item's score differs although the checkpoint changed: same model, or a cache?");
    if (falseFailRate !== null && falseFailRate >= FALSE_FAILS_WORTH_SAYING)
        said.push(`Equal models would fail this policy in ${falseFailRate >= 0.95 ? 'nearly every run' : `about ${(0,show_numbers/* showShare */.zY)(falseFailRate)} runs`}, at the discordance seen here.`);
    said.push(...notes.slice(0, MOST_NOTES).map((note) => (0,report_escape/* shorten */.ml)(note, LONG_TEXT)));
    if (notes.length > MOST_NOTES)
        said.push(`${counted(notes.length - MOST_NOTES, 'more note')} in result.json`);
    return said.length === 0 ? html `` : html `<div class="doubts"><h2>Keep in mind</h2>${bullets(said)}</div>`;
}

;// CONCATENATED MODULE: ./src/report/html/trend-section.ts






/** Plots that are open; the others are one step away, so that a page of many benchmarks stays short. */
const trend_section_MOST_OPEN = 12;
const MOST_TRENDS = 400;
const trend_section_MOST_ROWS = 20;
/** The score of each benchmark over its runs, in the order of the benchmarks. */
function trendSection(trends, benchmarks) {
    const order = new Map(benchmarks.map((benchmark, index) => [benchmark.name, index]));
    const rank = ({ benchmark }) => order.get(benchmark) ?? benchmarks.length;
    const shown = trends.filter(({ points }) => points.length > 0).sort((a, b) => rank(a) - rank(b));
    if (shown.length === 0)
        return undefined;
    const scales = new Map(benchmarks.map(({ name, scale }) => [name, scale]));
    return { id: 'trend', title: 'Trend', parts: trendParts(shown, (name) => scales.get(name) ?? 'unknown') };
}
function* trendParts(trends, scaleOf) {
    yield html `<p class="hint legend">Line: runs that can be compared with this one, with their 95 % intervals. <span class="key apart" aria-hidden="true">◇</span> cannot be compared, <span class="key gap" aria-hidden="true">✕</span> has no score: the line breaks there. Scores on a scale are in percent.</p><div class="trends">`;
    for (const trend of trends.slice(0, trend_section_MOST_OPEN))
        yield trend_section_card(trend, scaleOf(trend.benchmark));
    yield html `</div>`;
    const rest = trends.slice(trend_section_MOST_OPEN, MOST_TRENDS);
    if (rest.length === 0)
        return;
    yield html `<details><summary>${counted(rest.length, 'more trend')}</summary><div class="trends">`;
    for (const trend of rest)
        yield trend_section_card(trend, scaleOf(trend.benchmark));
    yield html `</div></details>`;
    if (trends.length > MOST_TRENDS)
        yield html `<p class="hint">${counted(trends.length - MOST_TRENDS, 'more trend')} not shown.</p>`;
}
function trend_section_card({ benchmark, points }, scale) {
    const dated = points.filter(({ created_at }) => Number.isFinite(Date.parse(created_at)));
    const undated = points.length - dated.length;
    const last = points.slice(-trend_section_MOST_ROWS).reverse();
    const title = points.length > last.length ? `The last ${last.length} of ${points.length} runs` : 'All runs';
    return html `<figure><figcaption>${benchmark}</figcaption>${renderTrendPlot(benchmark, dated, scale)}${undated > 0 && html `<p class="hint">${counted(undated, 'run')} without a date not shown.</p>`}<details><summary>${title}</summary>${plainTable(`${benchmark}: ${title.toLowerCase()}`, ['Run', 'When', 'Commit', 'Score', 'Status'], last.map((point) => [
        runName(point),
        showTime(point.created_at),
        html `<code>${point.sha.slice(0, 7)}</code>`,
        (0,show_numbers/* showScore */.oo)(point.score, scale),
        point.comparable ? statusLabel(point.status) : html `<span class="hint">cannot be compared</span>`,
    ]))}</details></figure>\n`;
}
function runName({ run_id, run_attempt }) {
    return run_attempt === undefined || String(run_attempt) === '1'
        ? run_id
        : `${run_id}, attempt ${run_attempt}`;
}

;// CONCATENATED MODULE: ./src/report/html/unseen-section.ts




/** How large a drop may hide behind each answer, and how many items would settle what is open. */
function unseenSection(judged) {
    const open = judged.filter(({ status }) => status === 'INSUFFICIENT_EVIDENCE');
    const others = judged.filter(({ status, mde }) => status !== 'INSUFFICIENT_EVIDENCE' && mde !== null);
    if (open.length + others.length === 0)
        return undefined;
    const rest = others.length > 0 && table('What else a drop could hide behind', others);
    return section('unseen', 'What could not be seen', html `<p>A drop smaller than the one named here is missed in more than 2 of 10 runs, whatever the status says.</p>`, open.length > 0 && table('Benchmarks that their items do not settle', open), open.length > 0
        ? rest && html `<details><summary>The ${showCount(others.length)} others</summary>${rest}</details>`
        : rest);
}
function table(caption, benchmarks) {
    return plainTable(caption, [
        'Benchmark',
        'Status',
        'Smallest drop found in 8 of 10 runs',
        'Items now',
        'Items an equal model needs to pass',
        'Test',
    ], benchmarks.map((one) => [
        one.name,
        statusLabel(one.status),
        one.mde === null ? (one.method === null ? show_numbers/* NONE */.x3 : 'none of any size') : (0,show_numbers/* showDrop */.Vk)(one.mde, one.scale),
        (0,show_numbers/* showItems */.Ks)(one.pairs, one.baseline, one.candidate) || show_numbers/* NONE */.x3,
        one.itemsNeeded === null ? show_numbers/* NONE */.x3 : `about ${showCount(one.itemsNeeded)}`,
        one.method ?? show_numbers/* NONE */.x3,
    ]));
}

;// CONCATENATED MODULE: ./src/report/html/render-report.ts










/** Benchmarks that have a part of their own, the gravest; all are in the table. */
const MOST_DETAILS = 1_000;
/**
 * The report as one HTML page that asks nothing of any network, in pieces for a file: the whole may have tens of
 * megabytes. Loading this module loads what plots and what compares words, so load it where it is needed.
 */
function* htmlReportParts(report) {
    for (const { source } of pageParts(report))
        yield source;
}
/** The report as one text. */
function renderHtmlReport(report) {
    return [...htmlReportParts(report)].join('');
}
function* pageParts(report) {
    const judged = (0,judged_benchmarks/* judgedBySeverity */.Wv)(comparisonOf(report));
    const sections = sectionsOf(report, judged);
    yield renderHead(`${report.verdict}: ${report.candidate.model ?? 'model evaluation'}`);
    yield html `<body><a class="skip" href="#content">Skip to the content</a><div class="page"><main id="content" tabindex="-1">${renderVerdict(report, judged)}`;
    for (const { id, title, parts } of sections) {
        yield html `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>\n`;
        yield* parts;
        yield html `</section>\n`;
    }
    yield html `</main>${contents(sections)}</div><footer><p>Written by nemo-eval-action. This file is complete in itself: it loads nothing and sends nothing. result.json beside it is for programs.</p></footer><script>${PAGE_SCRIPT}</script></body></html>\n`;
}
/** As the order of severity wants it, where nothing was compared too. */
function comparisonOf({ verdict, comparison, benchmarks }) {
    const nothing = {
        gate: null,
        meanChange: null,
        falseFailRate: null,
        items: { compared: 0, changed: 0 },
        notes: [],
    };
    return { ...nothing, verdict, ...comparison, benchmarks: [...benchmarks] };
}
function sectionsOf(report, judged) {
    // A run that was not compared has nothing to open: its table says all.
    const detailed = report.comparison ? judged.slice(0, MOST_DETAILS) : [];
    const anchors = new Map(detailed.map(({ name }, index) => [name, `benchmark-${index + 1}`]));
    const { benchmarks } = report;
    const invalidFirst = report.tasks.some(({ state }) => state !== 'success');
    const problems = problemSection(report);
    const found = [
        invalidFirst && problems,
        scoreSection(judged, anchors),
        unseenSection(judged),
        trendSection(report.trend ?? [], [...judged, ...benchmarks.filter(({ status }) => status === null)]),
        settingsSection(benchmarks),
        detailSection(report, judged, anchors),
        generationSection(report),
        unjudgedSection(benchmarks),
        !invalidFirst && problems,
        commandSection(report),
    ];
    return found.filter((section) => Boolean(section));
}
function contents(sections) {
    if (sections.length < 2)
        return html ``;
    return html `<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => html `<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`;
}


/***/ })

};
