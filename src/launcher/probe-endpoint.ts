import { setTimeout as sleep } from 'node:timers/promises';
import { type Form, formOfType, neighbourUrl, shownUrl } from '../config/preflight/endpoint-url.js';
import type { ModelList, ProbeAnswer, Probed, Reply } from '../config/preflight/probe-answer.js';
import { redactMessage } from '../upload/scan-file.js';
import { secretForms } from '../upload/secret-forms.js';
import {
  answeredForm,
  complaintOf,
  findModel,
  logprobsOf,
  plainLine,
  type Redact,
  serverMessage,
} from './endpoint-answer.js';
import { exchangeHttp, type HttpAnswer } from './http-exchange.js';
import { proxyVariable } from './proxy-settings.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const LONGEST_LOCATION = 200;
const ATTEMPTS = 3;
const RETRY_AFTER_MS = 500;
/** Of several tokens: the first token of a prompt has no log-probability. */
const LOGPROBS_PROMPT = 'One two three four five';

export interface ProbeRequest {
  /** Absolute, http or https, with the whole path, as in https://host/v1/chat/completions. */
  url: string;
  model: string;
  /** As the launcher names it; see formOfType. */
  endpointType: string;
  /** Sent as bearer token, and found in nothing that is returned. */
  apiKey?: string;
  /** Whether a task needs the log-probabilities of its prompts. */
  needsLogprobs: boolean;
  /** Milliseconds for each request; 10 s where left out. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Where the proxy variables are. */
  env: Readonly<Record<string, string | undefined>>;
}

/** A POST with what the probe needs of its answer beyond the reply. */
interface Asked {
  reply: Reply;
  answer?: HttpAnswer;
}

/**
 * Asks an endpoint for its models and for one token; where that is refused, for one token in the other form
 * (chat or completions); where needed, for the log-probabilities of a prompt. Bodies are read up to 64 kB.
 * @returns what was answered; `skipped` where a proxy lies between, which the probe would pass by.
 * @throws the reason of the signal, where it aborts.
 */
export async function probeEndpoint(request: ProbeRequest): Promise<ProbeAnswer> {
  const url = URL.parse(request.url);
  if (!url || !/^https?:$/.test(url.protocol))
    return { skipped: 'the url is not an absolute http(s) address' };
  const proxy = proxyVariable(url, request.env);
  if (proxy !== undefined) {
    return {
      skipped: `${proxy} sends requests to ${url.hostname} through a proxy, which the probe does not use: list the host in NO_PROXY where it is reached without one`,
    };
  }
  const probe = new Probe(request, url);
  const [models, first] = await Promise.all([probe.listModels(), probe.ask(probe.form, url)]);
  const probed: Probed = { form: probe.form, timeoutMs: probe.timeoutMs, models, request: first.reply };
  const other = await probe.askOtherForm(first.reply);
  if (other) probed.other = other;
  if (request.needsLogprobs && works(first.reply)) probed.logprobs = await probe.askLogprobs();
  return probed;
}

function works(reply: Reply): boolean {
  if ('failure' in reply) return false;
  return reply.form !== undefined || reply.complaint === 'token_limit';
}

class Probe {
  readonly form: Form;
  readonly timeoutMs: number;
  private readonly redact: Redact;

  constructor(
    private readonly request: ProbeRequest,
    private readonly url: URL,
  ) {
    this.form = formOfType(request.endpointType);
    this.timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const key = request.apiKey ?? '';
    const forms = secretForms([{ name: 'key', value: key }]);
    this.redact = (text) => redactMessage(key === '' ? text : text.replaceAll(key, '***'), forms);
  }

  async listModels(): Promise<ModelList> {
    const url = neighbourUrl(this.url, 'models');
    if (!url) return { state: 'absent', why: 'the path of the url does not tell where they are listed' };
    const answer = await this.send('GET', url);
    if ('failure' in answer) return { state: 'absent', why: 'its list of models did not come' };
    if (answer.status !== 200)
      return { state: 'absent', why: `its list of models was answered with ${answer.status}` };
    return findModel(answer, this.request.model, this.redact);
  }

  async ask(form: Form, url: URL, more?: { prompt: string; logprobs: 1; echo: true }): Promise<Asked> {
    const content = 'Hi';
    const bodies: Record<Form, object> = {
      chat: { messages: [{ role: 'user', content }], max_tokens: 1 },
      completions: { prompt: content, max_tokens: 1 },
      embedding: { input: content },
    };
    const answer = await this.send('POST', url, { model: this.request.model, ...bodies[form], ...more });
    if ('failure' in answer) return { reply: answer };
    return { answer, reply: this.describe(form, url, answer) };
  }

  /** Only a refusal that may be one of the form is worth a second token. */
  async askOtherForm(first: Reply): Promise<Probed['other']> {
    if ('failure' in first || this.form === 'embedding' || ![400, 404, 405, 422].includes(first.status))
      return undefined;
    if (first.complaint !== undefined && first.complaint !== 'wrong_form') return undefined;
    const form = this.form === 'chat' ? 'completions' : 'chat';
    const url = neighbourUrl(this.url, form);
    if (!url) return undefined;
    const { reply } = await this.ask(form, url);
    return { form, url: shownUrl(url), works: works(reply) };
  }

  async askLogprobs(): Promise<NonNullable<Probed['logprobs']>> {
    const more = { prompt: LOGPROBS_PROMPT, logprobs: 1, echo: true } as const;
    const { reply, answer } = await this.ask('completions', this.url, more);
    return { reply, of: answer?.status === 200 ? logprobsOf(answer) : 'none' };
  }

  private describe(form: Form, url: URL, answer: HttpAnswer): Reply {
    const { status, location } = answer;
    const answered = status >= 200 && status <= 299 ? answeredForm(answer) : undefined;
    if (answered) return { status, said: '', form: answered };
    const said = serverMessage(answer, this.redact);
    const reply: Reply = { status, said };
    const complaint = complaintOf(form, answer, said);
    if (complaint) reply.complaint = complaint;
    if (status >= 300 && status <= 399 && location !== undefined) {
      const target = URL.parse(location, url.href);
      if (target) reply.location = plainLine(shownUrl(target), this.redact, LONGEST_LOCATION);
    }
    return reply;
  }

  /** Errors of the server are asked again twice: evaluations retry too, and one hiccup must not refuse a run. */
  private async send(
    method: 'GET' | 'POST',
    url: URL,
    body?: object,
  ): Promise<Awaited<ReturnType<typeof exchangeHttp>>> {
    const { apiKey, signal } = this.request;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await exchangeHttp({ method, url, apiKey, body, timeoutMs: this.timeoutMs, signal });
      if ('failure' in answer || answer.status < 500 || attempt === ATTEMPTS) return answer;
      await sleep(RETRY_AFTER_MS, undefined, signal ? { signal } : {});
    }
  }
}
