import type { Failure, FailureKind } from './probe-answer.js';

export interface Explanation {
  id: 'endpoint_unreachable' | 'endpoint_tls' | 'endpoint_unauthorized' | 'endpoint_error';
  problem: string;
  recovery: string;
}

const TLS: readonly [RegExp, string, string][] = [
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired', 'have the certificate renewed'],
  [
    /^CERT_NOT_YET_VALID$/,
    'its certificate is not valid yet',
    'check the clock of the runner, or the certificate',
  ],
  [
    /ALTNAME_INVALID|HOSTNAME_MISMATCH/,
    'its certificate is for another host name',
    'use the host name that the certificate has, or have one made for this name',
  ],
  [
    /SELF_SIGNED|^UNABLE_TO_/,
    'its certificate is signed by nobody that the runner trusts',
    'give the certificate of its authority to the runner (NODE_EXTRA_CA_CERTS) and to the evaluation containers (REQUESTS_CA_BUNDLE)',
  ],
  [
    /^(ERR_SSL_|EPROTO$)/,
    'the server does not speak TLS as expected',
    'write http:// where it speaks plain HTTP; else look at its TLS settings',
  ],
];

/** Why no HTTP answer came, and what to do. `keyName`: ` in NAME`, or empty. */
export function explainFailure(
  { kind, code }: Failure,
  what: string,
  timeoutMs: number,
  keyName: string,
): Explanation {
  const shown = code === '' ? '' : ` (${code})`;
  if (kind === 'tls') {
    const [, problem, recovery] = TLS.find(([pattern]) => pattern.test(code)) ?? [
      code,
      'its certificate or TLS is refused',
      'look at its certificate and TLS settings',
    ];
    return { id: 'endpoint_tls', problem: problem + shown, recovery };
  }
  const seconds = `${timeoutMs / 1000} s`;
  const [problem, recovery] = describe(kind, code, what, seconds, keyName);
  const id =
    kind === 'unsendable_key'
      ? 'endpoint_unauthorized'
      : kind === 'not_http'
        ? 'endpoint_error'
        : 'endpoint_unreachable';
  return { id, problem: problem + shown, recovery };
}

function describe(
  kind: Exclude<FailureKind, 'tls'>,
  code: string,
  what: string,
  seconds: string,
  keyName: string,
): [string, string] {
  switch (kind) {
    case 'dns':
      return code === 'ENOTFOUND'
        ? ['its host name has no address', 'correct the host name, or use a runner whose network knows it']
        : [
            'the name server gives no answer about its host name',
            "try again, and check the runner's name servers where it lasts",
          ];
    case 'refused':
      return [
        'the host refuses the connection',
        'start the server, or correct host and port; a server that listens on 127.0.0.1 is reached from its own machine only',
      ];
    case 'unroutable':
      return ['no route leads to the host', "check the runner's network, VPN and firewall"];
    case 'no_connection':
      return [
        `no connection within ${seconds}`,
        'correct host and port, or open the firewall between runner and server',
      ];
    case 'no_answer':
      return [
        `it took ${what} and did not answer within ${seconds}`,
        'look whether the server still loads the model or is busy, and start the evaluation once it answers',
      ];
    case 'closed':
      return [
        'it closed the connection before the answer was complete',
        "look at the server's log; where it speaks TLS, the url begins with https://",
      ];
    case 'not_http':
      return ['what answers there is not HTTP', 'correct the port: another service listens on this one'];
    case 'unsendable_key':
      return [
        `the key${keyName} has characters that a request cannot carry`,
        'look for a line break or other invisible characters in the secret, and set it anew',
      ];
    case 'other':
      return [`${what} failed`, "check the url, and the runner's network"];
  }
}
