import { describeUnknown, suggestKnown, type Unknown, unknownAt } from '../known-paths.js';
import { type ConfigPath, type ConfigValue, formatPath, isMap, showValue, walkLeaves } from '../value.js';
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

/** An override's unknown keys were found when it was applied. */
function findUnknownKeys({ config, from }: CheckContext): Finding[] {
  const seen = new Set<string>();
  const found: Finding[] = [];
  walkLeaves(config.root, (path) => {
    const unknown = unknownAt(path);
    const key = formatPath(path);
    if (!unknown || (config.sources.get(key) ?? '').startsWith('overrides')) return;
    const parent = formatPath(path.slice(0, unknown.at + 1));
    if (seen.has(parent)) return;
    seen.add(parent);
    const why = refusedBy(path, unknown);
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
  if (path.slice(0, at).includes('nemo_evaluator_config'))
    return path[at - 1] === 'params' ? 'the evaluator fails on it inside its container' : undefined;
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
const RANGES: Record<string, { min: number; max?: number; whole: boolean }> = {
  max_new_tokens: { min: 1, whole: true },
  max_retries: { min: 0, whole: true },
  parallelism: { min: 1, whole: true },
  request_timeout: { min: 1, whole: true },
  temperature: { min: 0, whole: false },
  top_p: { min: 0, max: 1, whole: false },
  limit_samples: { min: 0, whole: false },
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
      if (!range || value === null || config.kept.has(key) || fits(value, range)) return [];
      const kind = range.whole ? 'a whole number' : 'a number';
      const limits =
        range.max === undefined ? `of at least ${range.min}` : `from ${range.min} to ${range.max}`;
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

function fits(value: ConfigValue, { min, max = Infinity, whole }: (typeof RANGES)[string]): boolean {
  // Raw files keep 1e-7 as text, which the evaluator turns into a number.
  const number =
    typeof value === 'string' && value.trim() !== ''
      ? Number(value)
      : typeof value === 'bigint' || typeof value === 'number'
        ? Number(value)
        : Number.NaN;
  return number >= min && number <= max && (!whole || Number.isInteger(number));
}

/** The evaluator's adapter takes a list of interceptors or the short keys, and fails where it is given both. */
const SHORT_KEYS =
  /^(?:use_|save_|max_(?:logged|saved)_|params_to_|headers_to_|process_reasoning|custom_system)/;

function checkAdapters({ config, at, from }: CheckContext): Finding[] {
  const path: ConfigPath = ['nemo_evaluator_config', 'target', 'api_endpoint', 'adapter_config'];
  const shared = at('evaluation', ...path);
  return config.taskNames.flatMap((_, index): Finding[] => {
    const own = at('evaluation', 'tasks', index, ...path);
    const keys = [shared, own].flatMap((map) => (isMap(map) ? [...map.keys()] : []));
    const short = keys.find((key) => SHORT_KEYS.test(key));
    if (!keys.includes('interceptors') || short === undefined) return [];
    const place = isMap(own)
      ? formatPath(['evaluation', 'tasks', index, ...path])
      : `evaluation.${path.join('.')}`;
    return [
      error(
        'adapter_settings_mixed',
        `${from(place)} has both interceptors and ${short}, which the evaluator refuses inside its container`,
        'keep one of the two forms',
      ),
    ];
  });
}
