import { createHash } from 'node:crypto';
import { enhanceFlips } from './client-flips.js';
import { enhanceTable } from './client-table.js';
import { html, type Markup, trusted } from './markup.js';
import { STYLE } from './style.js';

/** What runs in the page: functions that know nothing of this module, in their own words. */
export const PAGE_SCRIPT = trusted(`(${enhanceTable.toString()})();(${enhanceFlips.toString()})();`);
const PAGE_STYLE = trusted(STYLE);

/** No source of anything but this page's own style and script, which are named by their content. */
const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(PAGE_STYLE)}`,
  `script-src ${hashOf(PAGE_SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function hashOf({ source }: Markup): string {
  return `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
}

/** All before the body. The policy comes first: it binds what follows it. */
export function renderHead(title: string): Markup {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>${title}</title><style>${PAGE_STYLE}</style></head>
`;
}
