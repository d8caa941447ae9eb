import { quote } from '../../input-values.js';
import { type Form, formOfPath, neighbourUrl, shownUrl } from './endpoint-url.js';
import type { Finding, Severity } from './finding.js';
import type { Failure, ModelList, ProbeAnswer, Probed, Reply } from './probe-answer.js';
import { explainFailure } from './probe-failures.js';
import type { FindingId } from './registry.js';

/** What was probed, as the config has it. */
export interface ProbeFacts {
  /** `target.api_endpoint.url`, absolute. */
  url: string;
  /** `target.api_endpoint.model_id`. */
  model: string;
  /** Name of the variable that the key came from; left out where none was sent. */
  apiKeyName?: string;
  /** The largest `max_new_tokens` that a task gets, and its key. */
  maxNewTokens?: { key: string; value: bigint };
  /** A key with what set it, as in `target.api_endpoint.url (input endpoint-url)`; the key alone by default. */
  from?: (key: string) => string;
}

type Answered = Exclude<Reply, { failure: Failure }>;

const URL_KEY = 'target.api_endpoint.url';
const MODEL_KEY = 'target.api_endpoint.model_id';
const FORM_NAMES: Record<Form, string> = {
  chat: 'chat requests',
  completions: 'completions requests',
  embedding: 'embeddings requests',
};
const OFTEN_OF_FORM = [400, 404, 405, 422, 501];

/** Judges what an endpoint answered; nothing where it was not probed. */
export function probeFindings(answer: ProbeAnswer, facts: ProbeFacts): Finding[] {
  if ('skipped' in answer) return [];
  const judge = new Judge(answer, facts);
  const request = judge.ofRequest(answer.request);
  const told = request?.id === 'model_not_listed' || request?.id === 'endpoint_not_found';
  return [request, told ? undefined : judge.ofModelList(), judge.ofLogprobs(), judge.ofContext()].filter(
    (finding) => finding !== undefined,
  );
}

class Judge {
  private readonly url: URL;

  constructor(
    private readonly answer: Probed,
    private readonly facts: ProbeFacts,
  ) {
    this.url = new URL(facts.url);
  }

  ofRequest(reply: Reply, what = 'a request of one token'): Finding | undefined {
    if ('failure' in reply) return this.ofFailure(reply.failure, what);
    const { status, complaint } = reply;
    if (status >= 200 && status <= 299) return this.ofSuccess(reply, what);
    if (complaint === 'token_limit') return undefined;
    if (status >= 300 && status <= 399) return this.ofRedirect(reply, what);
    if (status === 401) return this.ofUnauthorized(reply, what);
    if (status === 403) {
      return this.aboutUrl('endpoint_forbidden', 'error', this.refusal(reply, what), [
        `let the key${this.keyName()} use this model, or allow the runner's address where the server admits some only`,
      ]);
    }
    if (status === 429) {
      return this.aboutUrl('endpoint_rate_limited', 'warning', this.refusal(reply, what), [
        'lower parallelism, run fewer jobs at once, or raise the quota: requests of the evaluation may be refused alike',
      ]);
    }
    if (complaint === 'wrong_form' || this.answer.other?.works) return this.ofWrongForm(reply);
    if (complaint === 'unknown_model') return this.ofUnknownModel(reply);
    if (status === 404 || status === 405) return this.ofNotFound(reply, what);
    // The evaluation's own requests may have what this one lacks.
    const severity = status === 400 || status === 422 ? 'warning' : 'error';
    const loading =
      status === 503 ? '; where it still loads the model, start the evaluation once it is ready' : '';
    return this.aboutUrl('endpoint_error', severity, this.refusal(reply, what), [
      `read what the server says, and its log${loading}`,
    ]);
  }

  /** A model that no list has may still be served under that name: gateways route by patterns. */
  ofModelList(): Finding | undefined {
    const list = this.answer.models;
    if (list.state !== 'unlisted') return undefined;
    return this.aboutModel('model_not_listed', 'warning', `the endpoint does not list it: ${offered(list)}`);
  }

  ofLogprobs(): Finding | undefined {
    const { logprobs } = this.answer;
    if (!logprobs || logprobs.of === 'prompt') return undefined;
    const { reply } = logprobs;
    const refused = !('failure' in reply) && OFTEN_OF_FORM.includes(reply.status);
    if (!refused && ('failure' in reply || reply.status > 299))
      return this.ofRequest(reply, 'a request for logprobs');
    const why = refused
      ? `it refuses a request with logprobs and echo with ${answered(reply as Answered)}`
      : logprobs.of === 'generated'
        ? 'it gives logprobs of generated tokens only, not of the prompt: it ignores echo'
        : 'it ignores logprobs and echo';
    return this.aboutUrl(
      'wrong_endpoint_type',
      'error',
      `a task needs log-probabilities of the prompt, but ${why}`,
      [
        'serve the model where completions answer logprobs with echo, as vLLM does, or leave out the tasks that need them',
      ],
    );
  }

  ofContext(): Finding | undefined {
    const { models } = this.answer;
    const wanted = this.facts.maxNewTokens;
    if (models.state !== 'listed' || !models.context || !wanted) return undefined;
    const { field, tokens } = models.context;
    if (wanted.value < BigInt(tokens)) return undefined;
    return {
      id: 'max_new_tokens_exceeds_context',
      // vLLM and SGLang refuse each such request; routers that send the other field may shorten it instead.
      severity: field === 'max_model_len' ? 'error' : 'warning',
      message: `${this.from(wanted.key)} is ${wanted.value}: the endpoint gives the model ${quote(this.facts.model)} a context of ${tokens} tokens (${field}), which leaves no room for a prompt`,
      recovery: `set it well below ${tokens}, so that the longest prompt fits too, or serve the model with a longer context`,
    };
  }

  private ofFailure(failure: Failure, what: string): Finding {
    const { id, problem, recovery } = explainFailure(failure, what, this.answer.timeoutMs, this.keyName());
    // An endpoint that lists its models is alive: its model may be slow to wake up.
    const slow = failure.kind === 'no_answer' && this.answer.models.state !== 'absent';
    return this.aboutUrl(id, slow ? 'warning' : 'error', problem, [recovery]);
  }

  private ofSuccess(reply: Answered, what: string): Finding | undefined {
    const asked = this.answer.form;
    if (reply.form === asked) return undefined;
    if (reply.form) return this.ofWrongForm(reply);
    const but = `it answered ${what} with ${answered(reply)}, which is no answer to ${FORM_NAMES[asked]}`;
    return this.aboutUrl('endpoint_error', 'error', but, [
      'give the whole address of an OpenAI-compatible endpoint, such as https://host/v1/chat/completions: a web page or a login may lie here',
    ]);
  }

  private ofRedirect(reply: Answered, what: string): Finding {
    const target = reply.location ? `to ${reply.location}` : 'without saying where to';
    const problem = `it redirects ${what} (${reply.status}) ${target}, and the launcher does not follow`;
    return this.aboutUrl('endpoint_redirects', 'error', problem, [
      reply.location
        ? 'set the url to that address where it is the endpoint; where it is a login page, the request lacks a key'
        : 'set the url to the address that answers',
    ]);
  }

  private ofUnauthorized(reply: Answered, what: string): Finding {
    const { apiKeyName } = this.facts;
    const sent = apiKeyName ? ` (sent with the key in ${apiKeyName})` : ' (sent without a key)';
    return this.aboutUrl('endpoint_unauthorized', 'error', `${this.refusal(reply, what)}${sent}`, [
      apiKeyName
        ? `check the secret behind ${apiKeyName}: is it the key of this endpoint, and has it expired?`
        : 'put the key in a secret, the secret in env: of the step, and the name of the variable in the input api-key-name',
    ]);
  }

  private ofWrongForm(reply: Answered): Finding {
    const { form, other } = this.answer;
    const answers = reply.form ?? (other?.works ? other.form : undefined);
    const instead = answers
      ? `, but answers ${FORM_NAMES[answers]}${other?.works ? ` at ${other.url}` : ''}`
      : '';
    const refusal =
      reply.form === undefined
        ? `it refuses ${FORM_NAMES[form]} with ${answered(reply)}${instead}`
        : `it answers ${FORM_NAMES[form]} as if they were ${FORM_NAMES[reply.form]}`;
    const better = formOfPath(this.url) === form ? undefined : neighbourUrl(this.url, form);
    return this.aboutUrl('wrong_endpoint_type', 'error', refusal, [
      better
        ? `the tasks send ${FORM_NAMES[form]}: set the url to ${shownUrl(better)}`
        : `the tasks send ${FORM_NAMES[form]}: choose tasks for the type of this endpoint, or an endpoint for the type of the tasks`,
    ]);
  }

  private ofUnknownModel(reply: Answered): Finding {
    const list = this.answer.models;
    const refusal = `the endpoint refuses it as unknown with ${answered(reply)}`;
    if (list.state === 'unlisted')
      return this.aboutModel('model_not_listed', 'error', `${refusal}; ${offered(list)}`);
    const but = list.state === 'listed' ? ', although it lists it' : '';
    return this.aboutModel('endpoint_not_found', 'error', refusal + but);
  }

  private ofNotFound(reply: Answered, what: string): Finding {
    const list = this.answer.models;
    const model = quote(this.facts.model);
    const cause =
      list.state === 'listed'
        ? `the model ${model} is listed, so the path is wrong`
        : list.state === 'unlisted'
          ? `the path is wrong, or the model ${model} unknown: ${offered(list)}`
          : `the path is wrong, or the model ${model} unknown (${list.why})`;
    const path =
      formOfPath(this.url) === undefined
        ? 'give the whole address, as in https://host/v1/chat/completions, not its beginning only'
        : 'correct the path of the url, or the input model';
    return this.aboutUrl('endpoint_not_found', 'error', `${this.refusal(reply, what)}; ${cause}`, [path]);
  }

  private refusal(reply: Answered, what: string): string {
    return `it refuses ${what} with ${answered(reply)}`;
  }

  private aboutUrl(id: FindingId, severity: Severity, problem: string, [recovery]: [string]): Finding {
    return { id, severity, message: `${this.from(URL_KEY)} is ${shownUrl(this.url)}: ${problem}`, recovery };
  }

  private aboutModel(id: FindingId, severity: Severity, problem: string): Finding {
    const recovery = 'correct the input model, or the key in the config, to a name that the endpoint serves';
    return {
      id,
      severity,
      message: `${this.from(MODEL_KEY)} is ${quote(this.facts.model)}: ${problem}`,
      recovery,
    };
  }

  private from(key: string): string {
    return this.facts.from?.(key) ?? key;
  }

  private keyName(): string {
    return this.facts.apiKeyName ? ` in ${this.facts.apiKeyName}` : '';
  }
}

function answered({ status, said }: Answered): string {
  return said === '' ? `${status}` : `${status} ${JSON.stringify(said)}`;
}

function offered({ near, some, count }: Extract<ModelList, { state: 'unlisted' }>): string {
  if (near !== undefined) return `did you mean ${quote(near)}?`;
  const more = count > some.length ? ` and ${count - some.length} more` : '';
  return `it lists ${some.map(quote).join(', ')}${more}`;
}
