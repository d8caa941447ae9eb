import type { FlipText } from '../../comparison/flips.js';
import { cutMiddle, MAX_ANSWER, MAX_PROMPT, MAX_TARGET } from './cut-text.js';

/** Of one benchmark; the report shows fewer where many benchmarks share its room. */
const MOST_FLIPS = 5_000;
/** Characters that are held of all benchmarks together: several times what the report has room for. */
const MOST_CHARACTERS = 60_000_000;

/** Keeps the items that changed, as a comparison finds them, for the HTML report: no more of each than it could show. */
export class FlipCollection {
  /** For `HtmlExtras.flips`. */
  readonly flips = new Map<string, FlipText[]>();
  private room = MOST_CHARACTERS;

  /** @param redact applied to each text before it is cut, so that no half of a secret is left. */
  constructor(private readonly redact: (text: string) => string = (text) => text) {}

  /** Fits `onFlips` of a comparison. */
  add(benchmark: string, flips: readonly FlipText[]): void {
    const kept = this.flips.get(benchmark) ?? [];
    for (const flip of flips) {
      if (kept.length >= MOST_FLIPS || this.room <= 0) break;
      const one = this.shorten(flip);
      this.room -= sizeOf(one);
      kept.push(one);
    }
    if (kept.length > 0) this.flips.set(benchmark, kept);
  }

  private shorten({ prompt, target, baselineAnswer, candidateAnswer, ...rest }: FlipText): FlipText {
    const cut = (text: string, most: number): string => cutMiddle(this.redact(text), most);
    return {
      ...rest,
      item: this.redact(rest.item),
      ...(prompt === undefined ? {} : { prompt: cut(prompt, MAX_PROMPT) }),
      ...(target === undefined ? {} : { target: cut(target, MAX_TARGET) }),
      ...(baselineAnswer === undefined ? {} : { baselineAnswer: cut(baselineAnswer, MAX_ANSWER) }),
      ...(candidateAnswer === undefined ? {} : { candidateAnswer: cut(candidateAnswer, MAX_ANSWER) }),
    };
  }
}

/** Characters, with what an object costs beside them. */
function sizeOf({ item, task, prompt, target, baselineAnswer, candidateAnswer }: FlipText): number {
  const texts = [item, task, prompt, target, baselineAnswer, candidateAnswer];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 100);
}
