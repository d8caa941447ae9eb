// JSON as Python writes it: NaN and infinities are bare words.

/** @param {string} text one line of JSON in which no string holds such a word after a colon, a bracket or a comma */
export function parseReport(text) {
  const marked = text.replace(/(?<=[:[,]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, '{"\\u0000":"$1"}');
  return JSON.parse(marked, (_, value) =>
    value !== null && typeof value === 'object' && '\u0000' in value ? Number(value['\u0000']) : value,
  );
}
