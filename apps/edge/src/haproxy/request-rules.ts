import { ANY_HOST, mapFile, SPLITS, type MapName } from './site-maps.js';

/**
 * What HAProxy does with a request, in the words of its configuration: the same as the embedded proxy does
 * (`apps/edge/src/embedded/check-request.ts`, `decide.ts`, `headers.ts`), as far as its words reach.
 */

/** In `txn.service` then: the key of a service's table. */
export function requestRules(directory: string): string[] {
  return [
    ...checks(),
    ...findSite(directory),
    ...tlsChecks(),
    ...findService(directory),
    ...rateRules(directory),
    ...headerRules(),
  ].map((rule) => `  http-request ${rule}`);
}

/** What is of one connection only. */
export function answerRules(): string[] {
  return ['keep-alive', 'proxy-connection', 'proxy-authenticate'].map(
    (name) => `  http-response del-header ${name}`,
  );
}

/** An answer of the edge's own. */
export function own(status: number, message: string, condition = ''): string {
  const retry = status === 503 || status === 429 ? ' hdr Retry-After 1' : '';
  return `return status ${status} content-type "text/plain; charset=utf-8" string "${message}\\n" hdr Cache-Control no-store${retry} ${condition}`;
}

const MISDIRECTED = 'this connection is for another host - 421';
/** Words that Connection may hold; what they name is dealt with here. */
const KNOWN_CONNECTION = `'^[[:space:]]*((keep-alive|close|upgrade|te|http2-settings)[[:space:]]*,?[[:space:]]*)*$'`;

/** One Host, a path that is what it seems, a method that is passed on. HAProxy's parser has refused what contradicts itself. */
function checks(): string[] {
  return [
    own(405, 'this method is not served here', 'if { method CONNECT TRACE }'),
    own(400, 'there is no Host', 'unless { req.hdr(host) -m found }'),
    own(400, 'there is more than one Host', 'if { req.hdr_cnt(host) gt 1 }'),
    own(
      400,
      'the Connection header names what cannot be taken out',
      `if { req.fhdr(connection) -m found } !{ req.fhdr(connection) -m reg -i ${KNOWN_CONNECTION} }`,
    ),
    `set-var(txn.host) 'req.hdr(host),lower,regsub(":[0-9]+$",""),regsub("[.]$","")'`,
    own(
      400,
      'the Host is not a name',
      `unless { var(txn.host) -m reg '^(\\[[0-9a-f:.]+\\]|[a-z0-9_*.-]*)$' }`,
    ),
    'set-var(txn.path) path',
    own(400, 'the path has an element . or ..', `if { var(txn.path) -m reg -i '/([.]|%2e){1,2}(/|$)' }`),
  ];
}

/** The site of the Host, and over TLS of the name in the handshake; an exact one before a wildcard, and that before any host. */
function findSite(directory: string): string[] {
  const sites = `map_str(${mapFile(directory, 'sites')})`;
  const tls = `map_str(${mapFile(directory, 'tls')})`;
  const find = (from: string, to: string, only = ''): string[] => [
    `set-var(txn.${to}) var(txn.${from}),${sites}${only === '' ? '' : ` if ${only}`}`,
    `set-var(txn.${to}) "var(txn.${from}),regsub('^[^.]+','*'),${sites}" if ${only} !{ var(txn.${to}) -m found }`,
    `set-var(txn.${to}) str(${ANY_HOST}),${sites} if ${only} !{ var(txn.${to}) -m found }`,
  ];
  return [
    ...find('host', 'site'),
    'set-var(txn.name) ssl_fc_sni,lower if { ssl_fc }',
    ...find('name', 'named', '{ ssl_fc }'),
    `set-var(txn.tls) var(txn.site),${tls} if { ssl_fc }`,
    `set-var(txn.for) var(txn.named),${tls} if { ssl_fc }`,
  ];
}

/** The name in the handshake is the Host, or has the same certificate, which covers both. */
function tlsChecks(): string[] {
  return [
    own(421, MISDIRECTED, 'if { ssl_fc } !{ var(txn.tls) -m found }'),
    own(
      421,
      MISDIRECTED,
      'if { ssl_fc } !{ var(txn.name),strcmp(txn.host) eq 0 } !{ var(txn.tls),strcmp(txn.for) eq 0 }',
    ),
  ];
}

function findService(directory: string): string[] {
  const map = (name: MapName): string => mapFile(directory, name);
  return [
    `set-var(txn.service) var(txn.site),concat(=,txn.path),map_str(${map('paths')}) if { var(txn.site) -m found }`,
    `set-var(txn.service) var(txn.site),concat(,txn.path,/),map_beg(${map('prefixes')}) if { var(txn.site) -m found } !{ var(txn.service) -m found }`,
    own(404, 'default backend - 404', 'unless { var(txn.service) -m found }'),
    `set-var(txn.draw) rand(${SPLITS}) if { var(txn.service) -m beg @ }`,
    `set-var(txn.service) var(txn.service),concat(:,txn.draw),map_str(${map('splits')},none) if { var(txn.service) -m beg @ }`,
  ];
}

/** Where the requests of each client to each service are counted. */
export const RATES_TABLE = 'rates';

/** Before a service's backend: what is one too many does not count as offered. */
function rateRules(directory: string): string[] {
  const isLimited = '{ var(txn.limit) -m int gt 0 }';
  return [
    `set-var(txn.limit) var(txn.service),map_str_int(${mapFile(directory, 'limits')},0)`,
    `set-var(txn.counted) src,ipmask(32,64),concat(|,txn.service) if ${isLimited}`,
    `track-sc0 var(txn.counted) table ${RATES_TABLE} if ${isLimited}`,
    own(
      429,
      'too many requests of this client - 429',
      `if ${isLimited} { sc0_http_req_rate(${RATES_TABLE}),sub(txn.limit) gt 0 }`,
    ),
  ];
}

/** Of one connection, or said by the edge and nobody else. */
const TAKEN_OUT = [
  ...['te', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'trailer', 'http2-settings'],
  'forwarded',
] as const;

function headerRules(): string[] {
  return [
    'disable-l7-retry unless { method GET HEAD OPTIONS PUT DELETE }',
    ...TAKEN_OUT.map((name) => `del-header ${name}`),
    // A target of the absolute form: gateways are asked for the path.
    'set-uri %[pathq] if { url -m beg -i http }',
    'del-header x-forwarded- -m beg',
    'del-header x-fed- -m beg',
    'del-header upgrade unless { req.hdr(upgrade) -m str -i websocket }',
    'set-header X-Forwarded-For %[src]',
    'set-header X-Real-IP %[src]',
    'set-header X-Forwarded-Proto http unless { ssl_fc }',
    'set-header X-Forwarded-Proto https if { ssl_fc }',
    'set-header X-Forwarded-Host %[req.hdr(host)]',
    // Of several services by the weights of one rule: a gateway cannot know which.
    'set-header X-Fed-Service %[var(txn.service),field(2,/)]/%[var(txn.service),field(3,/)] if { var(txn.draw) -m found }',
  ];
}
