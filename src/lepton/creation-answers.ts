import { isObject } from './job-state.js';

/** What the workspace answered where it refused to make something. */
export interface CreationAnswer {
  status: number;
  /** Its own words, on one line; '' where it said nothing. */
  said: string;
}

/**
 * Reads from the console of the launcher how the workspace refused an endpoint: the launcher repeats what `lep` printed,
 * hints included, and leaves it out of its own error.
 * @returns each answer once.
 */
export function readCreationAnswers(console: string): CreationAnswer[] {
  const found = [...console.matchAll(/^\s*(?:std(?:out|err): )?([45]\d\d) [A-Z][A-Za-z ]{0,40}: ?(.*)$/gm)];
  const answers = found.map(([, status, text]) => ({
    status: Number(status),
    said: messageIn(text!.trim()),
  }));
  return [...new Map(answers.map((answer) => [describeAnswer(answer), answer])).values()];
}

/** The message of an error's JSON; else the text. */
function messageIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body) && typeof body['message'] === 'string') return body['message'];
  } catch {
    // It is no JSON: a gateway's own page.
  }
  return text;
}

/** `HTTP 500: its words`. */
export function describeAnswer({ status, said }: CreationAnswer): string {
  return `HTTP ${status}${said ? `: ${said.replace(/\s+/g, ' ').slice(0, 200)}` : ''}`;
}
