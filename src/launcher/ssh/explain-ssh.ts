import { type ActionError, ConfigError, InfrastructureError } from '../../errors.js';
import { shorten, stripControls } from '../../report/escape.js';

/** What is known of a login apart from ssh's messages. */
export interface LoginFacts {
  /** `nel@login.slurm.test`. */
  target: string;
  hasCertificate: boolean;
  /** The file of the input ssh-config, as ssh names it. */
  userConfig: string;
}

type Explain = (match: RegExpExecArray, messages: string, facts: LoginFacts) => ActionError;

const config = (message: string): ActionError => new ConfigError(message);
const machine = (message: string): ActionError => new InfrastructureError(message);

/** What ssh says about failures, in the order in which they decide: a later line is often a mere consequence. */
const KNOWN: readonly [RegExp, Explain][] = [
  [/^(?:command-line: )?line (\d+): (.*)$/m, ([, line, what]) => config(`ssh config, line ${line}: ${what}`)],
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    (_, messages, { target }) =>
      config(
        `${hostOf(messages, target)} has another host key than the known one: it offers ${offered(messages)}; unless the administrators say that they changed it, this is somebody else's machine; if they did, replace the line in ssh-known-hosts (or known_hosts)`,
      ),
  ],
  [
    /REVOKED HOST KEY DETECTED/,
    (_, messages, { target }) =>
      config(
        `${hostOf(messages, target)} offers the host key ${offered(messages)}, which ssh-known-hosts marks as revoked: ask its administrators`,
      ),
  ],
  [
    /^No (\S+) host key is known for (\S+) and you have requested strict checking/m,
    ([, , host], messages) =>
      config(
        `the host key of ${host} is not known: it offers ${offered(messages)}; compare that with what its administrators publish, and put the line of "${keyscan(host!)}" that has it into ssh-known-hosts`,
      ),
  ],
  [
    /^Host key verification failed/m,
    (_, messages, { target }) =>
      config(
        `the host key of ${hostOf(messages, target)} was not accepted: it offers ${offered(messages)}; see that ssh-known-hosts has it under this name`,
      ),
  ],
  [
    /^Unable to negotiate with (.*?): (.*)$/m,
    ([, host, what]) =>
      config(`no common method with ${host}: ${what}; allow it for this host in ssh-config if you must`),
  ],
  [
    /^Bad owner or permissions on (.*)$/m,
    ([, file]) => config(`others may write ${file}, so that ssh refuses it: chmod 600 it`),
  ],
  [
    /Too many authentication failures/,
    (_, messages, { target }) =>
      config(
        `${target} was offered too many keys (${offers(messages).length} were tried) and hung up: give the right one as ssh-key, or name it in ssh-config by IdentityFile and IdentitiesOnly yes`,
      ),
  ],
  [
    /^(?:(\S+@\S+): )?Permission denied \(([^)]*)\)/m,
    ([, who, methods], messages, facts) =>
      config(explainDenied(nameLogin(who, facts), methods!, messages, facts)),
  ],
  [
    /Could not resolve hostname (\S+): (.*)$/m,
    ([, host, what]) =>
      /temporary/i.test(what!)
        ? machine(`${host} could not be looked up (${what}): DNS of this machine`)
        : config(`there is no host ${host} (${what}): check the name, or say its HostName in ssh-config`),
  ],
  [
    /^channel \d+: open failed: (.*)$/m,
    ([, what], _, { target }) => machine(`the jump host does not reach ${target}: ${what}`),
  ],
  [
    /connect to (?:host|address) (\S+) port (\d+): (.*)$/m,
    ([, host, port, what]) =>
      machine(
        `${host}, port ${port}: ${what}; ${/refused/i.test(what!) ? 'no ssh server listens there: check Port in ssh-config' : 'see that a runner may reach it (firewall, VPN, ProxyJump in ssh-config)'}`,
      ),
  ],
  [
    /(?:Connection timed out during banner exchange|banner exchange: Connection to .* timed out)/i,
    (_, __, { target }) =>
      machine(
        `${target} took the connection and then said nothing: no ssh server, or one that is overloaded`,
      ),
  ],
  [
    /kex_exchange_identification: (.*)$|^(Connection (?:reset|closed) by .*)$/m,
    ([, what, other], _, { target }) =>
      machine(
        `${target} hung up before the login (${what ?? other}): the server turns this machine away or has too many logins (MaxStartups)`,
      ),
  ],
];

/** Says why ssh did not get to a session, in one line, from its messages at `-v`. */
export function explainSsh(all: string, facts: LoginFacts): ActionError {
  const messages = all.replace(/\r/g, '');
  const wrong = configProblem(messages, facts);
  if (wrong) return wrong;
  for (const [pattern, explain] of KNOWN) {
    const match = pattern.exec(messages);
    if (match) return tidy(explain(match, messages, facts));
  }
  const last = messages
    .split('\n')
    .filter((line) => line.trim() && !/^debug\d: |^OpenSSH_/.test(line))
    .at(-1);
  return tidy(machine(`no connection to ${facts.target}: ${last ?? 'ssh said nothing'}`));
}

/** The server's words go into logs and annotations. */
function tidy(error: ActionError): ActionError {
  const message = shorten(stripControls(error.message), 600);
  return error instanceof ConfigError ? new ConfigError(message) : new InfrastructureError(message);
}

function configProblem(messages: string, { userConfig }: LoginFacts): ActionError | undefined {
  const found = /^(\/[^\s:]+|command-line):? line (\d+): (.*)$/m.exec(messages);
  if (!found || /^terminating/.test(found[3]!)) return undefined;
  const where = found[1] === userConfig ? 'input ssh-config' : found[1];
  return tidy(config(`${where}, line ${found[2]}: ${found[3]}: ssh does not read it`));
}

/** The login of the config, and where it is another one, by HostName or at a jump host, the one that ssh speaks of. */
function nameLogin(who: string | undefined, { target }: LoginFacts): string {
  return who === undefined || who === target
    ? target
    : `${target} (at ${who}, which ssh-config makes of it or leads through)`;
}

function explainDenied(who: string, methods: string, messages: string, facts: LoginFacts): string {
  const tried = offers(messages);
  const missing = /no such identity: (.*?): /.exec(messages)?.[1];
  if (!/publickey/.test(methods))
    return `${who}: the login was refused; the server takes ${methods} only, and nobody can answer questions here: ask for logins by key`;
  if (tried.length === 0) {
    const because = missing ? `, ${missing} is not on this machine` : '';
    return `${who}: the login was refused, as no key was offered${because}: give ssh-key, or run an ssh-agent that has one`;
  }
  const more = facts.hasCertificate
    ? 'that the certificate is of this key, still valid, and issued for this user'
    : 'that its public half is in ~/.ssh/authorized_keys there';
  const rest =
    methods === 'publickey' ? '' : ` (the server would also take ${methods.replace(/publickey,?/, '')})`;
  return `${who}: the login was refused with ${tried.slice(-2).join(' and ')}${rest}: check the user name, and ${more}`;
}

/** The keys offered to the server that hung up. */
function offers(messages: string): string[] {
  const last = messages.slice(messages.lastIndexOf('debug1: Authenticating to '));
  return [...last.matchAll(/^debug1: Offering public key: .*?(\S+) (SHA256:\S+)/gm)].map(
    ([, type, print]) => `the ${type} key ${print}`,
  );
}

/** The host key that the server last spoken to has shown. */
function offered(messages: string): string {
  const keys = [...messages.matchAll(/^debug1: Server host (?:key|certificate): (\S+) (SHA256:[^\s,]+)/gm)];
  const key = keys.at(-1);
  return key ? `${key[1]} ${key[2]}` : 'one that it did not show';
}

function hostOf(messages: string, target: string): string {
  const named =
    /Host key for (\S+) has changed/.exec(messages) ??
    /host key for (\S+) (?:is|was) revoked/i.exec(messages);
  return named?.[1] ?? target.replace(/^.*@/, '');
}

function keyscan(host: string): string {
  const [, name, port] = /^\[(.*)\]:(\d+)$/.exec(host) ?? [];
  return name ? `ssh-keyscan -p ${port} ${name}` : `ssh-keyscan ${host}`;
}
