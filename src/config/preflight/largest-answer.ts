import type { CheckContext } from './context.js';

/**
 * The most tokens that a task may answer with, and the key that says so: the config's, else the launcher's default of
 * the task. Nothing where neither says.
 */
export function largestAnswer({ tasks }: CheckContext): { key: string; value: bigint } | undefined {
  const path = ['config', 'params', 'max_new_tokens'];
  const found = tasks.flatMap(({ setting, settingKey, listed }) => {
    const value = setting(...path) ?? listed?.maxNewTokens;
    const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
    return isWhole ? [{ key: settingKey(...path), value: BigInt(value as bigint | number) }] : [];
  });
  return found.sort((a, b) => Number(b.value - a.value))[0];
}
