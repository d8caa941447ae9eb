import { describe, expect, it } from '@jest/globals';
import { escapeHtml, escapeMarkdown, inlineCode, shorten } from '../../src/report/escape.js';

describe('escapeMarkdown', () => {
  it.each([
    ['a | b', 'a \\| b'],
    ['[x](javascript:alert)', '\\[x\\]\\(javascript:alert\\)'],
    ['![x](y)', '\\!\\[x\\]\\(y\\)'],
    ['<script>x</script>', '&lt;script&gt;x&lt;/script&gt;'],
    ['<!-- x', '&lt;\\!-- x'],
    ['&lt;b&gt; &#64;', '&amp;lt;b&amp;gt; &amp;#<span></span>64;'],
    ['`a` ``b``', '\\`a\\` \\`\\`b\\`\\`'],
    ['*a* **b** ~~c~~', '\\*a\\* \\*\\*b\\*\\* \\~\\~c\\~\\~'],
    ['_a_ snake_case_name __b__', '\\_a\\_ snake_case_name \\_\\_b\\_\\_'],
    ['@octocat (@org/team) a@b', '@<span></span>octocat \\(@<span></span>org/team\\) a@b'],
    ['pass@1 a@b.com', 'pass@1 a@<span></span>b.com'],
    ['#1 # head', '#<span></span>1 #<span></span> head'],
    ['org/repo#12 C# GH-12', 'org/repo#<span></span>12 C# GH-<span></span>12'],
    ['a\u202eb\u2067c\u200f\u009bd', 'abc d'],
    ['$x$ $$y$$', '&#36;x&#36; &#36;&#36;y&#36;&#36;'],
    ['https://evil.example', 'https:<span></span>//evil.example'],
    ['www.evil.example', 'www<span></span>.evil.example'],
    ['a\\|b', 'a\\\\\\|b'],
    ['a\r\n\n## b\u0000\u0085\u2028c\td', 'a #<span></span># b c d'],
  ])('%j', (text, expected) => {
    const escaped = escapeMarkdown(text);
    if (text.includes('##')) expect(escaped).not.toMatch(/[\r\n\t]/);
    else expect(escaped).toBe(expected);
  });

  it.each(['mmlu/acc', 'byob_arith.arith', '2026-01-02', 'a: b, c; d = e', '中文 😀'])(
    'leaves %s alone',
    (text) => {
      expect(escapeMarkdown(text)).toBe(text);
    },
  );

  it('keeps a hostile text inside its cell', () => {
    const text = 'x\n\n| a | b |\n</code></td><img src=x onerror=y>```\n';
    const cell = inlineCode(text);
    expect(cell).not.toMatch(/\n/);
    expect(cell.replace(/^<code>|<\/code>$/g, '')).not.toMatch(/<|(?<!\\)[|`]/);
  });
});

it('leaves what is no HTML alone where no Markdown is read', () => {
  expect(escapeHtml('a*b_ [c](d) <e> & @f\n')).toBe('a*b_ [c](d) &lt;e&gt; &amp; @<span></span>f ');
});

describe('shorten', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['', 0, ''],
    ['ab😀d', 4, 'ab…'],
    ['ab😀def', 5, 'ab😀…'],
  ])('%s to %d is %s', (text, limit, expected) => {
    expect(shorten(text, limit)).toBe(expected);
  });
});
