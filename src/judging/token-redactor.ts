import type { Redact } from '../report/redact-report.js';
import { redactMessage } from '../upload/scan-file.js';
import { secretForms } from '../upload/secret-forms.js';

/**
 * Takes the job's token out of a text: the one secret that actions know which launch nothing. Texts without it, which are
 * nearly all, cost one search.
 */
export function tokenRedactor(env: NodeJS.ProcessEnv): Redact {
  const value = env['INPUT_GITHUB-TOKEN'] ?? '';
  const forms = secretForms([{ name: 'github-token', value }]);
  const all = [...forms.plain, ...forms.base64].map((form) => form.toString('utf8'));
  if (all.length === 0) return (text) => text;
  const any = new RegExp(all.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'));
  return (text) => (any.test(text) ? redactMessage(text, forms) : text);
}
