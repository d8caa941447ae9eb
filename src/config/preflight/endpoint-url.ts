/** The form of a request, and of its answer. */
export type Form = 'chat' | 'completions' | 'embedding';

const PATHS: Record<Form, string> = {
  chat: '/chat/completions',
  completions: '/completions',
  embedding: '/embeddings',
};

/** The form of the requests of an endpoint type: `vlm` and what is not known are chat, as for the launcher. */
export function formOfType(endpointType: string): Form {
  if (endpointType === 'completions' || endpointType === 'completions_logprob') return 'completions';
  return endpointType === 'embedding' ? 'embedding' : 'chat';
}

/** The form that the path of an endpoint speaks of; undefined where it ends in none of the known ones. */
export function formOfPath(url: URL): Form | undefined {
  const path = url.pathname.replace(/\/+$/, '');
  return (Object.keys(PATHS) as Form[]).find((form) => path.endsWith(PATHS[form]));
}

/** The neighbour of an endpoint that takes another form, or lists models; queries are kept, as gateways need them. */
export function neighbourUrl(url: URL, wanted: Form | 'models'): URL | undefined {
  const form = formOfPath(url);
  if (!form) return undefined;
  const neighbour = new URL(url);
  const base = url.pathname.replace(/\/+$/, '').slice(0, -PATHS[form].length);
  neighbour.pathname = base + (wanted === 'models' ? '/models' : PATHS[wanted]);
  return neighbour;
}

/** Scheme, host and path, the parts of an address that hold no key. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
