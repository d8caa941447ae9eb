import { type ConfigMap, type ConfigValue, isMap, toPlain } from './value.js';

/** What two runs are to differ in, and places. */
const FREE = ['checkpoint_path', 'served_model_name', 'hf_model_handle', 'env_vars', 'port'];
/** Options of a command that name the model, which is no setting of the server. */
const MODEL =
  /(\bvllm serve\s+|--model(?:[-_]path)?[ =]\s*|--served[-_]model[-_]name[ =]\s*)(["']?)[^\s"'-][^\s"']*\2/g;

/**
 * What serves a model, and how; the model itself is what runs are to differ in, and stands as its key where the command
 * names it.
 * @returns null where the config deploys none.
 */
export function describeDeployment(deployment: ConfigValue | undefined): unknown {
  if (!isMap(deployment)) return null;
  const kept = [...deployment].filter(([key]) => !FREE.includes(key));
  return toPlain(
    new Map(
      kept.map(([key, value]) => [
        key,
        /command$/.test(key) && typeof value === 'string' ? withoutModel(value, deployment) : value,
      ]),
    ),
  );
}

function withoutModel(command: string, deployment: ConfigMap): string {
  const named = ['hf_model_handle', 'checkpoint_path', 'served_model_name'].reduce((text, key) => {
    const value = deployment.get(key);
    return typeof value === 'string' && value !== '' ? replaceWord(text, value, `{${key}}`) : text;
  }, command);
  const port = String(deployment.get('port') ?? '');
  const placed = /^\d+$/.test(port)
    ? named.replace(new RegExp(`(port["']?[ =:]\\s*["']?)${port}(?!\\d)`, 'gi'), '$1{port}')
    : named;
  return placed.replace(MODEL, '$1{model}');
}

function replaceWord(text: string, word: string, by: string): string {
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w./-])${literal}(?![\\w.-])`, 'g'), () => by);
}
