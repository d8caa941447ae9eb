import type { Form } from './endpoint-url.js';

/** Why a request got no HTTP answer. `no_connection` and `no_answer`: the time was over before, or after connecting. */
export type FailureKind =
  | 'dns'
  | 'refused'
  | 'unroutable'
  | 'no_connection'
  | 'no_answer'
  | 'closed'
  | 'tls'
  | 'not_http'
  | 'unsendable_key'
  | 'other';

export interface Failure {
  kind: FailureKind;
  /** The code of Node or OpenSSL, such as ECONNREFUSED or CERT_HAS_EXPIRED; empty where there is none. */
  code: string;
}

/**
 * What a server's refusal is about, as far as its words tell. `token_limit`: it dislikes how the request limits
 * its tokens, which it says of a model that it has; `wrong_form`: chat asked of a completions model, or the like.
 */
export type Complaint = 'token_limit' | 'unknown_model' | 'wrong_form';

/** What became of one POST. */
export type Reply =
  | { failure: Failure }
  | {
      status: number;
      /** The server's message: one line of at most 200 characters, free of the key; empty for an answer of a known form. */
      said: string;
      complaint?: Complaint;
      /** Of a redirect, its target without the query. */
      location?: string;
      /** The form of a successful answer; absent where it is none that we know. */
      form?: Form;
    };

/** Longest prompt and answer together that the endpoint states for the model, in tokens, and the field it uses. */
export interface ContextLength {
  field: 'max_model_len' | 'context_length';
  tokens: number;
}

/** What the list of models says. `absent`: there is none, or none that can be read, which is no fault. */
export type ModelList =
  | { state: 'absent'; why: string }
  | { state: 'listed'; context?: ContextLength }
  | {
      state: 'unlisted';
      count: number;
      /** The name that was probably meant. */
      near?: string;
      /** The first few names. */
      some: readonly string[];
    };

export interface Probed {
  /** What was asked. */
  form: Form;
  /** Milliseconds that each request was given. */
  timeoutMs: number;
  models: ModelList;
  request: Reply;
  /** Where the request was refused: whether the other of chat and completions is answered, and where. */
  other?: { form: Form; url: string; works: boolean };
  /** Where a task needs them: whose log-probabilities the endpoint gives when asked for those of the prompt. */
  logprobs?: { reply: Reply; of: 'prompt' | 'generated' | 'none' };
}

/** What probing an endpoint told, without judgement; `skipped` says why it was not probed. */
export type ProbeAnswer = Probed | { skipped: string };
