/** Characters that are kept of each text of an item. */
export const MAX_PROMPT = 2_000;
export const MAX_TARGET = 1_000;
export const MAX_ANSWER = 3_000;

/**
 * At most so many characters (UTF-16 units) of a text: a third from its start, the rest from its end, where a prompt asks
 * and an answer concludes, and between them how much was left out. Never cut through a character. A text that was cut
 * to as many before is returned as it is.
 */
export function cutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  // Room for the words in the middle, so that the whole keeps to the limit.
  const room = most - 40;
  const head = text.slice(0, Math.floor(room / 3)).replace(/[\ud800-\udbff]$/, '');
  const tail = text.slice(-(room - Math.floor(room / 3))).replace(/^[\udc00-\udfff]/, '');
  return `${head} […${text.length - head.length - tail.length} characters left out…] ${tail}`;
}
