import { BlockList, isIPv4 } from 'node:net';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The variable that sends the launcher's requests to a URL through a proxy, or undefined. Follows Python's
 * urllib (lower case wins, and empty switches off) and requests (ALL_PROXY, NO_PROXY with ports and IPv4 networks).
 * Loopback never goes through one: a proxy has a loopback of its own.
 */
export function proxyVariable(url: URL, env: Variables): string | undefined {
  const host = url.hostname.toLowerCase();
  if (isLoopback(host) || isExempt(url, host, env)) return undefined;
  return [url.protocol.replace(':', '_proxy'), 'all_proxy'].flatMap((name) => chosen(name, env)).at(0);
}

function chosen(name: string, env: Variables): string[] {
  const used = env[name] === undefined ? name.toUpperCase() : name;
  return env[used] ? [used] : [];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

function isExempt(url: URL, host: string, env: Variables): boolean {
  const entries = (env['no_proxy'] || env['NO_PROXY'] || '')
    .replaceAll(' ', '')
    .split(',')
    .filter((entry) => entry !== '');
  if (entries.length === 1 && entries[0] === '*') return true;
  const names = url.port !== '' && !isIPv4(host) ? [host, url.host] : [host];
  return entries.some((entry) => {
    if (isIPv4(host) && entry.includes('/')) return isInNetwork(host, entry);
    const name = entry.replace(/^\.+/, '').toLowerCase();
    return names.some((ours) => ours === name || ours.endsWith(`.${name}`));
  });
}

function isInNetwork(address: string, network: string): boolean {
  const [base = '', bits] = network.split('/');
  if (!isIPv4(base) || !/^([1-9]|[12]\d|3[0-2])$/.test(bits ?? '')) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits));
  return list.check(address);
}
