import { describe, expect, it } from '@jest/globals';
import type { Failure, FailureKind, Probed, Reply } from '../../src/config/preflight/probe-answer.js';
import { type ProbeFacts, probeFindings } from '../../src/config/preflight/probe-findings.js';

const URL = 'https://host.example/v1/chat/completions';
const FACTS: ProbeFacts = { url: `${URL}?token=query-secret`, model: 'm', apiKeyName: 'MODEL_KEY' };
const WORKS: Reply = { status: 200, said: '', form: 'chat' };
const PROBED: Probed = { form: 'chat', timeoutMs: 10_000, models: { state: 'listed' }, request: WORKS };
const UNLISTED = { state: 'unlisted', count: 7, some: ['a', 'b'] } as const;
const ABSENT = { state: 'absent', why: 'its list of models was answered with 404' } as const;

/** The findings as `severity id: message → recovery`. */
function judge(answer: Partial<Probed>, facts: Partial<ProbeFacts> = {}): string[] {
  const findings = probeFindings({ ...PROBED, ...answer }, { ...FACTS, ...facts });
  const lines = findings.map(
    ({ id, severity, message, recovery }) => `${severity} ${id}: ${message} → ${recovery}`,
  );
  for (const line of lines) {
    expect(line).not.toMatch(/[\r\n]|query-secret|undefined|\[object/);
    expect(line).toMatch(/^(error|warning) [a-z_]+: (target\.api_endpoint|evaluation)\..+: .+ → .+/);
  }
  return lines;
}
const only = (answer: Partial<Probed>, facts?: Partial<ProbeFacts>): string => {
  const lines = judge(answer, facts);
  expect(lines).toHaveLength(1);
  return lines[0]!;
};
const refused = (status: number, more: object = {}): Reply => ({ status, said: 'no', ...more });

it('finds nothing where all is well, or nothing was probed', () => {
  expect(judge({})).toEqual([]);
  expect(judge({ models: ABSENT })).toEqual([]);
  expect(judge({ request: { status: 400, said: 'max_tokens', complaint: 'token_limit' } })).toEqual([]);
  expect(probeFindings({ skipped: 'a proxy' }, FACTS)).toEqual([]);
});

describe('no answer', () => {
  it.each<[FailureKind, string, RegExp]>([
    ['dns', 'ENOTFOUND', /^error endpoint_unreachable: .* its host name has no address \(ENOTFOUND\) →/],
    ['dns', 'EAI_AGAIN', /^error endpoint_unreachable: .* name server gives no answer .*\(EAI_AGAIN\) →/],
    ['refused', 'ECONNREFUSED', /^error endpoint_unreachable: .* refuses the connection \(ECONNREFUSED\) →/],
    ['unroutable', 'EHOSTUNREACH', /^error endpoint_unreachable: .* no route .*\(EHOSTUNREACH\) →/],
    ['no_connection', '', /^error endpoint_unreachable: .* no connection within 10 s →/],
    ['closed', 'ECONNRESET', /^error endpoint_unreachable: .* closed the connection .*\(ECONNRESET\) →/],
    ['other', 'EWHAT', /^error endpoint_unreachable: .* failed \(EWHAT\) →/],
    ['not_http', 'HPE_INVALID_CONSTANT', /^error endpoint_error: .* not HTTP \(HPE_INVALID_CONSTANT\) →/],
    [
      'unsendable_key',
      'ERR_INVALID_CHAR',
      /^error endpoint_unauthorized: .* the key in MODEL_KEY has characters/,
    ],
    ['tls', 'CERT_HAS_EXPIRED', /^error endpoint_tls: .* has expired \(CERT_HAS_EXPIRED\) →/],
    ['tls', 'CERT_NOT_YET_VALID', /^error endpoint_tls: .* not valid yet/],
    ['tls', 'ERR_TLS_CERT_ALTNAME_INVALID', /^error endpoint_tls: .* another host name/],
    ['tls', 'DEPTH_ZERO_SELF_SIGNED_CERT', /^error endpoint_tls: .* nobody .*NODE_EXTRA_CA_CERTS/],
    ['tls', 'SELF_SIGNED_CERT_IN_CHAIN', /^error endpoint_tls: .* nobody/],
    ['tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /^error endpoint_tls: .* nobody/],
    ['tls', 'ERR_SSL_WRONG_VERSION_NUMBER', /^error endpoint_tls: .* does not speak TLS .* http:\/\//],
    ['tls', 'CERT_REVOKED', /^error endpoint_tls: .* refused \(CERT_REVOKED\) →/],
  ])('%s %s', (kind, code, expected) => {
    expect(only({ models: ABSENT, request: { failure: { kind, code } } })).toMatch(expected);
  });

  it('in time weighs less where the endpoint lists its models', () => {
    const failure: Failure = { kind: 'no_answer', code: '' };
    expect(only({ request: { failure }, models: ABSENT })).toMatch(
      /^error endpoint_unreachable: .* within 10 s/,
    );
    expect(only({ request: { failure } })).toMatch(/^warning endpoint_unreachable: /);
    expect(only({ request: { failure: { kind: 'closed', code: '' } } })).toMatch(/^error /);
  });
});

describe('a refusal', () => {
  it.each<[number, RegExp]>([
    [
      401,
      /^error endpoint_unauthorized: .* 401 "no" \(sent with the key in MODEL_KEY\) → check the secret behind MODEL_KEY/,
    ],
    [403, /^error endpoint_forbidden: .* 403 "no" → let the key in MODEL_KEY use this model/],
    [404, /^error endpoint_not_found: .* 404 "no"; the model "m" is listed, so the path is wrong/],
    [405, /^error endpoint_not_found: /],
    [429, /^warning endpoint_rate_limited: .* 429 "no"/],
    [400, /^warning endpoint_error: .* 400 "no"/],
    [422, /^warning endpoint_error: .* 422 "no"/],
    [402, /^error endpoint_error: .* 402 "no"/],
    [500, /^error endpoint_error: .* 500 "no"/],
    [503, /^error endpoint_error: .* 503 "no" → .* still loads the model/],
  ])('with %d', (status, expected) => {
    const line = only({ request: refused(status) });
    expect(line).toMatch(expected);
    expect(line).toContain(`target.api_endpoint.url is ${URL}: it refuses a request of one token with`);
  });

  it('for want of a key says how to give one', () => {
    const facts: ProbeFacts = { url: URL, model: 'm' };
    const [finding] = probeFindings({ ...PROBED, request: refused(401) }, facts);
    expect(finding?.message).toMatch(/\(sent without a key\)$/);
    expect(finding?.recovery).toMatch(/api-key-name/);
  });

  it.each<[Probed['models'], string, RegExp]>([
    [ABSENT, URL, /path is wrong, or the model "m" unknown \(its list .* 404\)/],
    [UNLISTED, URL, /path is wrong, or the model "m" unknown: it lists "a", "b" and 5 more/],
    [{ ...UNLISTED, near: 'n' }, URL, /did you mean "n"\?/],
    [ABSENT, 'https://host.example/v1', /→ give the whole address/],
  ])('with 404 and %j at %s', (models, url, expected) => {
    expect(only({ models, request: refused(404) }, { url })).toMatch(expected);
  });

  it('shows a server that says nothing, and quotes what it says', () => {
    expect(only({ request: { status: 502, said: '' } })).toContain('with 502 →');
    expect(only({ request: { status: 502, said: 'a "b"' } })).toContain('with 502 "a \\"b\\"" →');
  });

  it.each<[Reply, RegExp]>([
    [
      { status: 302, said: '', location: 'https://sso.example/login' },
      /\(302\) to https:\/\/sso\.example\/login, and/,
    ],
    [{ status: 308, said: '' }, /\(308\) without saying where to, and/],
    [{ status: 304, said: '' }, /\(304\)/],
  ])('by redirect %j', (request, expected) => {
    expect(only({ request })).toMatch(/^error endpoint_redirects: /);
    expect(only({ request })).toMatch(expected);
  });
});

describe('a model', () => {
  it('not listed is a warning where the endpoint says nothing against it', () => {
    for (const request of [WORKS, refused(400)]) {
      expect(judge({ models: UNLISTED, request })).toContainEqual(
        expect.stringMatching(
          /^warning model_not_listed: target\.api_endpoint\.model_id is "m": .* it lists "a", "b" and 5 more/,
        ),
      );
    }
    expect(only({ models: { ...UNLISTED, count: 2, near: 'n' } })).toMatch(/did you mean "n"\?/);
  });

  it('refused as unknown is an error', () => {
    const request = refused(404, { complaint: 'unknown_model' });
    expect(only({ models: UNLISTED, request })).toMatch(/^error model_not_listed: .* 404 "no"; it lists/);
    expect(only({ models: ABSENT, request })).toMatch(/^error endpoint_not_found: .*model_id is "m"/);
    expect(only({ request })).toMatch(/^error endpoint_not_found: .* although it lists it/);
  });

  it('of a hostile name stays on one line, and short', () => {
    const model = `"\n::error::${'x'.repeat(500)}`;
    expect(only({ models: UNLISTED }, { model }).length).toBeLessThan(500);
  });
});

describe('the type of the endpoint', () => {
  const other = { form: 'completions', url: 'https://host.example/v1/completions', works: true } as const;

  it.each<[Partial<Probed>, RegExp]>([
    [{ request: refused(400, { complaint: 'wrong_form' }) }, /refuses chat requests with 400 "no" →/],
    [
      { request: refused(404), other },
      /but answers completions requests at https:\/\/host\.example\/v1\/completions →/,
    ],
    [
      { request: { status: 200, said: '', form: 'completions' } },
      /answers chat requests as if they were completions/,
    ],
    [{ request: { status: 200, said: '', form: 'embedding' } }, /as if they were embeddings/],
  ])('is wrong: %j', (answer, expected) => {
    expect(only(answer)).toMatch(/^error wrong_endpoint_type: /);
    expect(only(answer)).toMatch(expected);
  });

  it('is not blamed where the other form fails as well', () => {
    expect(only({ request: refused(404), other: { ...other, works: false } })).toMatch(/endpoint_not_found/);
  });

  it('may be that of the path, which is named then', () => {
    const request = refused(400, { complaint: 'wrong_form' });
    expect(only({ form: 'completions', request })).toContain(
      'set the url to https://host.example/v1/completions',
    );
    expect(only({ request })).toContain('choose tasks for the type of this endpoint');
  });

  it('is unknown where the answer is none', () => {
    expect(only({ request: { status: 200, said: 'Sign in' } })).toMatch(
      /^error endpoint_error: .* 200 "Sign in", which/,
    );
  });
});

describe('log-probabilities', () => {
  const ok: Reply = { status: 200, said: '', form: 'completions' };
  const judgeLogprobs = (reply: Reply, of: 'prompt' | 'generated' | 'none') =>
    judge({ form: 'completions', request: ok, logprobs: { reply, of } });

  it('of the prompt are what is needed', () => {
    expect(judgeLogprobs(ok, 'prompt')).toEqual([]);
  });

  it.each<[Reply, 'generated' | 'none', RegExp]>([
    [ok, 'generated', /^error wrong_endpoint_type: .* generated tokens only/],
    [ok, 'none', /^error wrong_endpoint_type: .* ignores logprobs/],
    [
      refused(400),
      'none',
      /^error wrong_endpoint_type: .* refuses a request with logprobs and echo with 400 "no"/,
    ],
    [refused(400, { complaint: 'token_limit' }), 'none', /^error wrong_endpoint_type: /],
    [refused(429), 'none', /^warning endpoint_rate_limited: .* a request for logprobs/],
    [refused(500), 'none', /^error endpoint_error: .* a request for logprobs/],
    [{ failure: { kind: 'closed', code: '' } }, 'none', /^error endpoint_unreachable: /],
  ])('%j %s', (reply, of, expected) => {
    expect(judgeLogprobs(reply, of)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('max_new_tokens', () => {
  const key = 'evaluation.nemo_evaluator_config.config.params.max_new_tokens';
  const judgeTokens = (value: bigint, field: 'max_model_len' | 'context_length' = 'max_model_len') =>
    judge(
      { models: { state: 'listed', context: { field, tokens: 4096 } } },
      { maxNewTokens: { key, value }, from: (path) => `${path} (input max-new-tokens)` },
    );

  it('must be below the context', () => {
    expect(judgeTokens(4095n)).toEqual([]);
    for (const value of [4096n, 2n ** 70n]) {
      expect(judgeTokens(value)).toEqual([
        expect.stringContaining(
          `error max_new_tokens_exceeds_context: ${key} (input max-new-tokens) is ${value}: the endpoint gives`,
        ),
      ]);
    }
  });

  it('is a warning where the field is of a router', () => {
    expect(judgeTokens(4096n, 'context_length')).toEqual([
      expect.stringMatching(/^warning .*\(context_length\)/),
    ]);
  });

  it('is not judged where either is unknown', () => {
    expect(judge({ models: { state: 'listed', context: { field: 'max_model_len', tokens: 1 } } })).toEqual(
      [],
    );
    expect(judge({}, { maxNewTokens: { key, value: 1n << 60n } })).toEqual([]);
  });
});

it('names what set a key', () => {
  expect(only({ request: refused(500) }, { from: (key) => `${key} (eval.yaml:3)` })).toContain(
    `target.api_endpoint.url (eval.yaml:3) is ${URL}: `,
  );
});
