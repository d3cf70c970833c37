import { type ListenAddress } from '#libs/process';
import { type Backend, type Profile, type Slot } from './backend-pool.js';
import {
  BUFFER_BYTES,
  CLIENT_COUNT_MS,
  CONNECT_ERRORS,
  DOWN_CHECK_MS,
  DRAIN_MS,
  MAX_COUNTED_CLIENTS,
  RETRIES,
  UP_CHECK_MS,
} from './limits.js';
import { answerRules, own, RATES_TABLE, requestRules } from './request-rules.js';
import { mapFile } from './site-maps.js';

export interface ConfigParts {
  /** Where the maps and the list of certificates are: an absolute path without spaces. */
  readonly directory: string;
  readonly socket: string;
  readonly http: ListenAddress | undefined;
  readonly https: ListenAddress | undefined;
  /** Whose connections begin with who the client is. */
  readonly proxies: readonly string[];
  readonly maxConnections: number;
  readonly backends: readonly Backend[];
}

/** Of what share is shed. */
export const SHED_STEPS = 10_000;
/** An address and the key of a table. */
const RATE_KEY_CHARS = 256;
const UNAVAILABLE_BACKEND = 'unavailable';

/** The whole configuration, with the state that servers have now: a process that starts by it needs to be told nothing. */
export function renderConfig(parts: ConfigParts): string {
  return [
    ...globalLines(parts),
    ...DEFAULTS,
    ...frontend(parts),
    `backend ${RATES_TABLE}`,
    `  stick-table type string len ${RATE_KEY_CHARS} size ${MAX_COUNTED_CLIENTS} expire ${CLIENT_COUNT_MS}ms store http_req_rate(1s)`,
    `backend ${UNAVAILABLE_BACKEND}`,
    `  http-request ${own(503, 'no healthy backend - 503')}`,
    ...parts.backends.flatMap((one) => backend(parts.directory, one)),
    '',
  ].join('\n');
}

export function certificateList(directory: string): string {
  return `${directory}/certificates.list`;
}

function globalLines({ socket, maxConnections }: ConfigParts): string[] {
  return [
    'global',
    `  maxconn ${maxConnections}`,
    `  tune.bufsize ${BUFFER_BYTES}`,
    '  tune.http.maxhdr 200',
    '  tune.h2.max-concurrent-streams 128',
    `  hard-stop-after ${DRAIN_MS}ms`,
    '  ssl-default-bind-options ssl-min-ver TLSv1.2',
    `  stats socket ${socket} mode 600 level admin expose-fd listeners`,
    '  stats maxconn 64',
  ];
}

const DEFAULTS = [
  'defaults',
  '  mode http',
  '  option idle-close-on-response',
  '  option http-restrict-req-hdr-names reject',
  '  option redispatch 1',
  `  retries ${RETRIES}`,
  // What a gateway that has nobody behind it says; a request that was not answered at all.
  '  retry-on conn-failure empty-response 502 503 504',
  // The edge's probes judge gateways. What cannot be reached at all goes out at once, so that the next try finds another.
  `  default-server check inter ${UP_CHECK_MS}ms downinter ${DOWN_CHECK_MS}ms rise 1 fall 3 observe layer4 error-limit ${CONNECT_ERRORS} on-error mark-down`,
  '  timeout check 500ms',
  '  timeout client 60s',
  '  timeout http-request 5s',
  '  timeout http-keep-alive 60s',
  '  timeout connect 500ms',
  '  timeout server 30s',
  '  timeout queue 5s',
  '  timeout tunnel 60s',
  '  http-error status 502 content-type "text/plain; charset=utf-8" string "the cluster did not answer - 502\\n" hdr Cache-Control no-store',
  '  http-error status 503 content-type "text/plain; charset=utf-8" string "no healthy backend - 503\\n" hdr Cache-Control no-store hdr Retry-After 1',
  '  http-error status 504 content-type "text/plain; charset=utf-8" string "the cluster did not answer in time - 504\\n" hdr Cache-Control no-store',
];

function frontend({ directory, http, https, proxies }: ConfigParts): string[] {
  const tls = `ssl crt-list ${certificateList(directory)} strict-sni alpn h2,http/1.1`;
  return [
    'frontend clients',
    ...(http ? [`  bind ${addressOf(http)}`] : []),
    ...(https ? [`  bind ${addressOf(https)} ${tls}`] : []),
    ...(proxies.length === 0
      ? []
      : [`  tcp-request connection expect-proxy layer4 if { src ${proxies.join(' ')} }`]),
    ...requestRules(directory),
    ...answerRules(),
    `  use_backend %[var(txn.service),map_str(${mapFile(directory, 'services')})]`,
    `  default_backend ${UNAVAILABLE_BACKEND}`,
  ];
}

function backend(directory: string, { name, profile, slots }: Backend): string[] {
  const shed = `map_str_int(${mapFile(directory, 'shed')},0)`;
  return [
    `backend ${name}`,
    // Here and not before: what is shed counts as offered.
    `  http-request set-var(txn.shed) var(txn.service),${shed}`,
    `  http-request ${own(503, 'all clusters are full - 503', `if { rand(${SHED_STEPS}),sub(txn.shed) lt 0 }`)}`,
    ...profileLines(profile),
    ...slots.map((slot, at) => `  server s${at} ${serverOf(slot)}`),
  ];
}

function serverOf({ address, weight, isStandby }: Slot): string {
  const backup = isStandby ? ' backup' : '';
  return address === undefined || weight === 0
    ? `${address ?? '127.0.0.1:1'}${backup} disabled`
    : `${address}${backup} weight ${weight}`;
}

function profileLines({ affinity, timeouts, cookie }: Profile): string[] {
  const { connectMs, responseMs, idleMs } = timeouts;
  const lasts = affinity.ttlSeconds > 0 ? ` attr Max-Age=${affinity.ttlSeconds}` : '';
  return [
    ...(affinity.type === 'clientIP'
      ? ['  balance source', '  hash-type consistent sdbm avalanche']
      : ['  balance roundrobin']),
    ...(affinity.type === 'cookie'
      ? [
          `  cookie ${cookie} insert indirect nocache httponly dynamic attr SameSite=Lax${lasts}`,
          `  dynamic-cookie-key ${cookie}`,
        ]
      : []),
    `  timeout connect ${connectMs}ms`,
    `  timeout server ${responseMs}ms`,
    `  timeout tunnel ${idleMs}ms`,
  ];
}

function addressOf({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
