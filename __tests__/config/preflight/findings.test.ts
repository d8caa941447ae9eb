import { describe, expect, it } from '@jest/globals';
import type { Probed, Reply } from '../../../src/config/preflight/probe-answer.js';
import { type ProbeFacts, probeFindings } from '../../../src/config/preflight/probe-findings.js';
import { FINDINGS, type FindingId } from '../../../src/config/preflight/registry.js';
import { readYaml } from '../../../src/config/read-yaml.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { loadInputs } from '../../../src/inputs.js';
import { check, FACTS } from '../resolving.js';
import { CASES } from './cases.js';
import { CATALOGUE, DEPLOYED, findingsOf, HOSTED, idsOf, ON_CLUSTER, SECRET, SLURM } from './situations.js';

/** What the probe tells, beside an answer that is all right. */
const TOLD: [FindingId, Partial<Probed>, Partial<ProbeFacts>?][] = [
  ['endpoint_unreachable', { request: { failure: { kind: 'refused', code: 'ECONNREFUSED' } } }],
  ['endpoint_tls', { request: { failure: { kind: 'tls', code: 'CERT_HAS_EXPIRED' } } }],
  ['endpoint_redirects', { request: refused(302) }],
  ['endpoint_unauthorized', { request: refused(401) }],
  ['endpoint_forbidden', { request: refused(403) }],
  ['endpoint_not_found', { request: refused(404) }],
  ['endpoint_rate_limited', { request: refused(429) }],
  ['endpoint_error', { request: refused(500) }],
  ['model_not_listed', { models: { state: 'unlisted', count: 1, some: ['a'] } }],
  ['wrong_endpoint_type', { request: refused(400, { complaint: 'wrong_form' }) }],
  [
    'max_new_tokens_exceeds_context',
    { models: { state: 'listed', context: { field: 'max_model_len', tokens: 4096 } } },
    { maxNewTokens: { key: 'evaluation.nemo_evaluator_config.config.params.max_new_tokens', value: 4096n } },
  ],
];

function refused(status: number, more: object = {}): Reply {
  return { status, said: 'no', ...more };
}

const WELL: Probed = {
  form: 'chat',
  timeoutMs: 10_000,
  models: { state: 'listed' },
  request: { status: 200, said: '', form: 'chat' },
};
const PROBE_FACTS: ProbeFacts = {
  url: `https://host/v1/chat/completions?token=${SECRET}`,
  model: 'm',
  apiKeyName: 'MODEL_KEY',
};

/** Those of tests of their own: report-findings.test.ts, slurm-decisions.test.ts, __tests__/slurm, __tests__/lepton. */
const ELSEWHERE: FindingId[] = [
  'framework_cli_not_found',
  'comment_replaced',
  'cluster_command_missing',
  'cluster_account',
  'cluster_partition',
  'cluster_walltime',
  'cluster_refuses_job',
  'cluster_dependency',
  'cluster_path_missing',
  'cluster_output_dir',
  'cluster_disk_space',
  'cluster_accounting',
  'cluster_submit_limit',
  'shared_server_port',
  'lepton_setting',
  'lepton_variable',
  'lepton_login',
  'lepton_secret',
  'lepton_node_group',
  'lepton_results_lost',
];

/** Severities that an id may have. */
function allowed(id: FindingId): string[] {
  const text = FINDINGS[id];
  return text === 'always' ? ['error'] : text.split(' or ');
}

describe('a config in which all is well', () => {
  it.each([HOSTED, DEPLOYED, SLURM, ON_CLUSTER])('has no finding: %s', (text) => {
    expect(findingsOf({ text })).toEqual([]);
  });
});

describe.each(CASES.map((one, index) => ({ ...one, index })))('$index $id', (one) => {
  it('is found, with key, source, what is wrong and what to do', () => {
    const found = findingsOf(one.finds).filter(({ id }) => id === one.id);
    expect(found.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(one.says)]),
    );
    const { recovery } = found.find(({ message }) => one.says.test(message))!;
    expect(recovery).toMatch(one.recovery);
  });

  it('says nothing of what is close by', () => {
    expect(idsOf(one.passes)).not.toContain(one.id);
  });

  it('is of a severity of the registry, on one line, and shows no secret', () => {
    for (const finding of [...findingsOf(one.finds), ...findingsOf(one.passes)]) {
      expect(allowed(finding.id)).toContain(finding.severity);
      const text = `${finding.message} → ${finding.recovery}`;
      expect(text).not.toContain(SECRET);
      expect(text).not.toMatch(/[\r\n]|undefined|\[object|\.$/);
    }
  });
});

describe.each(TOLD)('a probe that tells %s', (id, answer, facts = {}) => {
  it('is judged so, and one that went well is not', () => {
    const found = probeFindings({ ...WELL, ...answer }, { ...PROBE_FACTS, ...facts });
    expect(found.map((finding) => finding.id)).toEqual([id]);
    expect(allowed(id)).toContain(found[0]!.severity);
    expect(found[0]!.message).toMatch(/^(target\.api_endpoint\.|evaluation\.)/);
    expect(JSON.stringify(found)).not.toContain(SECRET);
    expect(probeFindings(WELL, { ...PROBE_FACTS, ...facts })).toEqual([]);
  });
});

describe('the registry', () => {
  it('has no id that no case finds', () => {
    const found = new Set<string>([...CASES.map(({ id }) => id), ...TOLD.map(([id]) => id), ...ELSEWHERE]);
    expect([...found].sort()).toEqual(Object.keys(FINDINGS).sort());
  });

  it('has both severities only where both are found', () => {
    const seen = new Map<string, Set<string>>();
    const note = (id: string, severity: string): unknown =>
      seen.set(id, (seen.get(id) ?? new Set()).add(severity));
    for (const { finds } of CASES) for (const { id, severity } of findingsOf(finds)) note(id, severity);
    const other = CASES.map(({ id }) => id).filter((id) => FINDINGS[id] === 'error or warning');
    // Those of the probe, and the network of another container, have tests of their own.
    for (const id of new Set(other))
      if (id !== 'unreachable_loopback') expect([id, seen.get(id)?.size]).toEqual([id, 2]);
  });
});

it('weighs an address of this machine less where Docker is told another network', () => {
  const overrides =
    'target.api_endpoint.url=http://127.0.0.1:1/v1/chat/completions\nexecution.extra_docker_args="--network container:model"';
  expect(findingsOf({ overrides })).toMatchObject([{ id: 'unreachable_loopback', severity: 'warning' }]);
});

it('puts errors first', () => {
  const severities = findingsOf({
    overrides: 'execution.mode=x\nevaluation.nemo_evaluator_config.config.params.request_timeout=30',
    inputs: { 'output-dir': 'r' },
  }).map(({ severity }) => severity);
  expect(severities).toEqual(['error', 'warning', 'warning']);
});

it('finds an unknown key that a Hydra override set, as an error', () => {
  const inputs = { config: 'conf/eval.yaml', overrides: '++execution.mod=parallel' };
  const text = HOSTED.replace('mode:', 'mod: parallel, mode:');
  const config = resolveConfig({
    inputs: loadInputs((name) => inputs[name as keyof typeof inputs] ?? ''),
    file: { name: 'conf/eval.yaml', text },
    composed: readYaml(text, 'conf/eval.yaml', 'omegaconf').root,
    workspace: '/ws',
    facts: FACTS,
    variable: () => undefined,
  });
  expect(check(config, inputs, {}, { catalogue: CATALOGUE })).toMatchObject([
    { id: 'unknown_key', severity: 'error', message: expect.stringMatching(/^execution\.mod \(overrides\)/) },
  ]);
});
