/**
 * @typedef {object} RestRequest
 * @property {Record<string, string>} params the `:name` segments of the route
 * @property {URL} url
 * @property {any} body
 */
/** @typedef {{ status: number, body?: unknown, headers?: Record<string, string> }} RestResponse */
/**
 * @typedef {object} RestRoute
 * @property {string} method
 * @property {string} path such as `/repos/:owner/:repo/pulls/:number`
 * @property {(request: RestRequest) => RestResponse} handle
 */

/**
 * @param {RestRoute[]} routes
 * @param {string} method
 * @param {URL} url
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @param {any} body
 * @returns {RestResponse}
 */
export function answerRest(routes, method, url, headers, body) {
  if (!/^(token|bearer) \S/i.test(headers.authorization ?? ''))
    return failure(401, 'Requires authentication');
  for (const route of routes) {
    const params = route.method === method ? matchPath(route.path, url.pathname) : undefined;
    if (!params) continue;
    try {
      return route.handle({ params, url, body });
    } catch (error) {
      return failure(500, String(error));
    }
  }
  return failure(404, 'Not Found');
}

/**
 * @param {number} status
 * @param {string} message
 * @returns {RestResponse}
 */
export function failure(status, message) {
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  };
}

/**
 * One page of a list with GitHub's `Link` header.
 * @template T
 * @param {T[]} items
 * @param {URL} url
 * @returns {{ items: T[], headers: Record<string, string> }}
 */
export function paginate(items, url) {
  const perPage = Math.min(Number(url.searchParams.get('per_page')) || 30, 100);
  const page = Number(url.searchParams.get('page')) || 1;
  const last = Math.max(1, Math.ceil(items.length / perPage));
  /** @type {[string, number][]} */
  const links = [];
  if (page > 1) links.push(['prev', page - 1], ['first', 1]);
  if (page < last) links.push(['next', page + 1], ['last', last]);
  const link = links.map(([rel, target]) => {
    const to = new URL(url);
    to.searchParams.set('page', String(target));
    return `<${to.href}>; rel="${rel}"`;
  });
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    headers: link.length > 0 ? { link: link.join(', ') } : {},
  };
}

/**
 * @param {string} pattern
 * @param {string} pathname
 * @returns {Record<string, string> | undefined}
 */
function matchPath(pattern, pathname) {
  const wanted = pattern.split('/');
  const given = pathname.split('/');
  if (wanted.length !== given.length) return undefined;
  /** @type {Record<string, string>} */
  const params = {};
  for (const [i, segment] of wanted.entries()) {
    const value = given[i] ?? '';
    if (segment.startsWith(':')) params[segment.slice(1)] = decodeURIComponent(value);
    else if (segment !== value) return undefined;
  }
  return params;
}
