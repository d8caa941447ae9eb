import { describe, expect, it } from '@jest/globals';
import {
  breakable,
  html,
  showControls,
  toDataBlock,
  trusted,
  webLink,
} from '../../../src/report/html/markup.js';

describe('html', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    [`" onload='x`, '&quot; onload=&#39;x'],
    ['a &lt; b & c', 'a &amp;lt; b &amp; c'],
    ['中文 😀 é', '中文 😀 é'],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ])('escapes %j', (text, expected) => {
    expect(html`<p title="${text}">${text}</p>`.source).toBe(`<p title="${expected}">${expected}</p>`);
  });

  it('leaves markup as it is, joins lists, shows zero, and is silent on what is absent', () => {
    expect(html`${html`<b>${'&'}</b>`}${trusted('<i>')}${[1, 'a<', [html`<br>`]]}`.source).toBe(
      '<b>&amp;</b><i>1a&lt;<br>',
    );
    expect(html`[${0}${null}${undefined}${false}${''}]`.source).toBe('[0]');
  });
});

describe('showControls', () => {
  it.each([
    ['a\u0000b\u001bc\u007fd\u0085', 'a⟨U+0000⟩b⟨U+001B⟩c⟨U+007F⟩d⟨U+0085⟩'],
    ['\u202egnp.exe\u2066\u200f\u061c', '⟨U+202E⟩gnp.exe⟨U+2066⟩⟨U+200F⟩⟨U+061C⟩'],
    ['a\u2028b\u200bc\ufeff', 'a⟨U+2028⟩b⟨U+200B⟩c⟨U+FEFF⟩'],
    ['one\r\ntwo\rthree\n\t', 'one\ntwo⟨U+000D⟩three\n\t'],
    ['\ud83d half \ude00 whole \ud83d\ude00', '\ufffd half \ufffd whole 😀'],
    ['👩‍🔬 क्‍ष', '👩‍🔬 क्‍ष'],
  ])('%j', (text, expected) => {
    expect(showControls(text)).toBe(expected);
  });
});

describe('a data block', () => {
  it.each(['</script><script>x', '<!--<script>', '\u2028\u2029', '</ScRiPt >'])(
    'cannot end with %j, and reads back',
    (text) => {
      const { source } = toDataBlock(JSON.stringify([text]));
      expect(source).not.toMatch(/[<\u2028\u2029]/);
      expect(JSON.parse(source)).toEqual([text]);
    },
  );
});

describe('webLink', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    ' https://a',
    'https://a b',
    'https://a"b',
    '//a',
    'file:///a',
  ])('makes no link of %j', (address) => {
    expect(webLink(address, 'text').source).toBe('text');
  });

  it('links the web, and keeps the referrer', () => {
    expect(webLink('https://a.example/x?y=1&z', 'a<b').source).toBe(
      '<a href="https://a.example/x?y=1&amp;z" rel="noopener noreferrer">a&lt;b</a>',
    );
  });
});

it('breaks names between words only', () => {
  expect(breakable('a/b_c.d<e').source).toBe('a/<wbr>b_<wbr>c.<wbr>d&lt;e');
  expect(breakable('plain').source).toBe('plain');
});
