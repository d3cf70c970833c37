/** Bytes that are no request, or one that Node, Fastify and Nest would answer in their own words. */

type Malformed = readonly [name: string, bytes: string, code: number, message: RegExp];

const ROOT = '/api/v1/namespaces';

/** A request that asks for the connection to be closed, so that the end of the answer is seen. */
function call(line: string, headers: readonly string[] = [], body = ''): string {
  return [`${line} HTTP/1.1`, 'Host: hub', 'Connection: close', ...headers, '', body].join('\r\n');
}

const post = (...headers: readonly string[]): string => call(`POST ${ROOT}`, headers, '{}');

export const MALFORMED: readonly Malformed[] = [
  ['no HTTP at all', 'rubbish\r\n\r\n', 400, /malformed/],
  ['HTTP/2 without its negotiation', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, /malformed/],
  ['an unknown method', call(`BREW ${ROOT}`), 400, /unknown method/],
  ['a method of others', call(`PROPFIND ${ROOT}`), 405, /does not allow this method/],
  ['a method that Fastify has rules for', call(`QUERY ${ROOT}`), 405, /does not allow this method/],
  ['a tunnel', call('CONNECT example.com:443'), 405, /does not allow this method/],
  ['a header without a colon', call(`GET ${ROOT}`, ['no colon']), 400, /malformed/],
  ['a zero byte in a header', call(`GET ${ROOT}`, ['X: a\0b']), 400, /malformed/],
  [
    'a header beyond the limit',
    call(`GET ${ROOT}`, [`X: ${'a'.repeat(40_000)}`]),
    431,
    /header .* too large/,
  ],
  ['no host', `GET ${ROOT} HTTP/1.1\r\nConnection: close\r\n\r\n`, 400, /Host header/],
  ['a path that cannot be decoded', call(`GET ${ROOT}/%zz`), 400, /path of the request is malformed/],
  ['bytes that are no UTF-8', call('GET /%ff'), 400, /path of the request is malformed/],
  [
    'a target with its host',
    call('GET http://hub/api/v1/namespaces/none'),
    404,
    /namespaces "none" not found/,
  ],
  ['no length', post('Transfer-Encoding: chunked') + '\r\nzz\r\n', 400, /malformed/],
  ['two lengths', post('Content-Length: 2', 'Content-Length: 3'), 400, /Content-Length/],
  ['a length and chunks', post('Content-Length: 2', 'Transfer-Encoding: chunked'), 400, /Transfer-Encoding/],
  ['an endless length', post(`Content-Length: ${'9'.repeat(30)}`), 400, /Content-Length/],
  ['a length beyond the limit', post('Content-Length: 99999999'), 413, /limit is 3145728/],
  ['another coding of the body', post('Transfer-Encoding: gzip'), 400, /Transfer-Encoding/],
  ['an expectation', post('Expect: wonders', 'Content-Length: 2'), 417, /expectation/],
  ['a content type that is none', post('Content-Type: ;;;', 'Content-Length: 2'), 415, /unknown format/],
];
