import { describeUnknown, suggestKnown, type Unknown, unknownAt } from '../known-paths.js';
import {
  type ConfigPath,
  type ConfigValue,
  formatPath,
  isMap,
  mergeMaps,
  showValue,
  walkLeaves,
} from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** Keys that nothing reads, values that are still to be given, and parameters that the evaluator would refuse. */
export function checkKeys(context: CheckContext): Finding[] {
  return [
    ...findUnknownKeys(context),
    ...findMissingValues(context),
    ...checkParameters(context),
    ...checkAdapters(context),
  ];
}

/** An override's unknown keys were found when it was applied; those of a Hydra config were applied by the launcher. */
function findUnknownKeys({ config, from }: CheckContext): Finding[] {
  const seen = new Set<string>();
  const found: Finding[] = [];
  walkLeaves(config.root, (path) => {
    const unknown = unknownAt(path);
    const key = formatPath(path);
    if (!unknown || (config.sources.get(key) ?? '').startsWith('overrides line')) return;
    const parent = formatPath(path.slice(0, unknown.at + 1));
    if (seen.has(parent)) return;
    seen.add(parent);
    const isOverride = config.sources.get(key) === 'overrides';
    const why =
      refusedBy(path, unknown) ?? (isOverride ? 'an override without effect is a mistake' : undefined);
    const isReferred = [...config.references].some(
      (name) => name === parent || name.startsWith(`${parent}.`),
    );
    if (why === undefined && isReferred) return;
    const what = `${from(key)}: the launcher does not know ${describeUnknown(path, unknown)}`;
    const recovery = suggestKnown(path, unknown);
    found.push(
      why === undefined
        ? warning('unknown_key', `${what}, and ignores it`, recovery)
        : error('unknown_key', `${what}, and ${why}`, recovery),
    );
  });
  return found;
}

/** The launcher forbids unknown keys in some sections only, and passes the evaluator's own on unseen. */
function refusedBy(path: ConfigPath, { at }: Unknown): string | undefined {
  const below = path.slice(0, at).indexOf('nemo_evaluator_config');
  // The evaluator looks at `config` and `target`, and allows no key in them that it does not know.
  if (below >= 0) return at - below > 1 ? 'the evaluator refuses it inside its container' : undefined;
  const refused = path[0] === 'evaluation' || (path[0] === 'execution' && path[1] === 'mounts');
  return refused ? 'refuses the config for it' : undefined;
}

function findMissingValues({ config, from, about }: CheckContext): Finding[] {
  const found: Finding[] = [];
  walkLeaves(config.root, (path, leaf) => {
    if (leaf !== '???') return;
    const key = formatPath(path);
    found.push(
      error(
        'missing_value',
        `${from(key)} is ???, which stands for a value that must be given`,
        `set it in overrides: ${key}=VALUE${about(key)}`,
      ),
    );
  });
  return found;
}

/** What each parameter of the evaluator may be, with a null for "not given" beside it. */
const RANGES: Record<string, { min: number; max?: number; whole: boolean; above?: true }> = {
  max_new_tokens: { min: 1, whole: true },
  max_retries: { min: 0, whole: true },
  parallelism: { min: 1, whole: true },
  request_timeout: { min: 1, whole: true },
  temperature: { min: 0, whole: false },
  top_p: { min: 0, max: 1, whole: false },
  limit_samples: { min: 0, whole: false, above: true },
};

function checkParameters({ config, at, from, about }: CheckContext): Finding[] {
  const bases: ConfigPath[] = [
    ['evaluation'],
    ...config.taskNames.map((_, index): ConfigPath => ['evaluation', 'tasks', index]),
  ];
  return bases.flatMap((base) => {
    const parameters = at(...base, 'nemo_evaluator_config', 'config', 'params');
    if (!isMap(parameters)) return [];
    return [...parameters].flatMap(([name, value]): Finding[] => {
      const range = Object.hasOwn(RANGES, name) ? RANGES[name] : undefined;
      const key = formatPath([...base, 'nemo_evaluator_config', 'config', 'params', name]);
      if (!range || value === null || value === '???' || config.kept.has(key) || fits(value, range))
        return [];
      const kind = range.whole ? 'a whole number' : 'a number';
      const limits =
        range.max !== undefined
          ? `from ${range.min} to ${range.max}`
          : range.above
            ? `above ${range.min}`
            : `of at least ${range.min}`;
      return [
        error(
          'invalid_parameter',
          `${from(key)} is ${showValue(value).slice(0, 80)}: allowed is ${kind} ${limits}, or null`,
          `give such a number${about(key)}`,
        ),
      ];
    });
  });
}

function fits(value: ConfigValue, { min, max = Infinity, whole, above }: (typeof RANGES)[string]): boolean {
  // Raw files keep 1e-7 as text, which the evaluator turns into a number.
  const number =
    typeof value === 'string' && (whole ? /^\s*[+-]?\d+\s*$/.test(value) : value.trim() !== '')
      ? Number(value)
      : typeof value === 'bigint' || typeof value === 'number'
        ? Number(value)
        : Number.NaN;
  const isAbove = above ? number > min : number >= min;
  return isAbove && number <= max && (!whole || Number.isInteger(number));
}

/** What LegacyAdapterConfig has and AdapterConfig has not (adapters/adapter_config.py of the evaluator). */
const SHORT_KEYS = new Set(
  [
    'caching_dir custom_system_prompt end_reasoning_token generate_html_report headers_to_add headers_to_remove',
    'headers_to_rename html_report_size include_if_reasoning_not_finished include_json',
    'logging_aggregated_stats_interval max_logged_requests max_logged_responses max_saved_requests',
    'max_saved_responses output_dir params_to_add params_to_remove params_to_rename process_reasoning_traces',
    'progress_tracking_interval progress_tracking_url save_requests save_responses start_reasoning_token',
    'track_reasoning tracking_requests_stats use_caching use_nvcf use_omni_info use_progress_tracking',
    'use_raise_client_errors use_reasoning use_request_logging use_response_logging use_system_prompt',
  ].flatMap((line) => line.split(' ')),
);

/** The evaluator's adapter takes a list of interceptors or the short keys, and fails where it is given both. */
function checkAdapters({ config, at, from }: CheckContext): Finding[] {
  const path: ConfigPath = ['nemo_evaluator_config', 'target', 'api_endpoint', 'adapter_config'];
  const shared = at('evaluation', ...path);
  const seen = new Set<string>();
  return config.taskNames.flatMap((_, index): Finding[] => {
    const own = at('evaluation', 'tasks', index, ...path);
    const merged = mergeMaps(shared, own);
    const interceptors = merged.get('interceptors');
    const short = [...merged.keys()].find((key) => SHORT_KEYS.has(key));
    if (!Array.isArray(interceptors) || interceptors.length === 0 || short === undefined) return [];
    const base = isMap(own) ? ['evaluation', 'tasks', index, ...path] : ['evaluation', ...path];
    const key = formatPath([...base, isMap(own) && !own.has(short) ? 'interceptors' : short]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [
      error(
        'adapter_settings_mixed',
        `${from(key)} mixes interceptors with ${short}, which the evaluator refuses inside its container`,
        'keep one of the two forms',
      ),
    ];
  });
}
