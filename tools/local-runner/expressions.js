/**
 * @typedef {object} Contexts what the expressions of an action.yml may refer to
 * @property {Record<string, unknown>} github
 * @property {Record<string, unknown>} runner
 * @property {unknown} matrix
 * @property {unknown} strategy
 */

/**
 * Expands the expressions that defaults of inputs use in practice; anything else is an error, so that a
 * default which would work on GitHub is not silently empty here.
 * @param {string} text
 * @param {Contexts} contexts
 */
export function expand(text, contexts) {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => evaluate(expression.trim(), contexts));
}

/**
 * @param {string} expression
 * @param {Contexts} contexts
 */
function evaluate(expression, contexts) {
  const call = /^toJSON\((.*)\)$/i.exec(expression);
  const path = (call?.[1] ?? expression).trim();
  if (!/^(github|runner|matrix|strategy)(\.[\w-]+)*$/i.test(path)) {
    throw new Error(`the local runner does not know the expression \${{ ${expression} }}`);
  }
  /** @type {unknown} */
  let value = contexts;
  for (const key of path.split('.')) {
    value = typeof value === 'object' && value !== null ? /** @type {any} */ (value)[key] : undefined;
  }
  if (call) return JSON.stringify(value ?? null, null, 2);
  return typeof value === 'object' && value !== null ? 'Object' : String(value ?? '');
}

/**
 * @param {string} condition a `post-if`
 * @param {boolean} ok whether the job was successful so far
 * @param {boolean} cancelled
 */
export function evaluateCondition(condition, ok, cancelled) {
  const bare = condition.replace(/^\$\{\{(.*)\}\}$/s, '$1').replaceAll(/\s/g, '');
  /** @type {Record<string, boolean>} */
  const values = {
    'always()': true,
    'success()': ok && !cancelled,
    'failure()': !ok && !cancelled,
    'cancelled()': cancelled,
    '!cancelled()': !cancelled,
  };
  const value = values[bare];
  if (value === undefined) throw new Error(`the local runner does not know the condition ${condition}`);
  return value;
}
