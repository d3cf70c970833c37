/**
 * Which headers pass. Node gives them as name, value, name, value; they are passed on in the same form and order, so that
 * nothing is folded or renamed on the way.
 */

/** Of one connection, not of the message (RFC 9110 section 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** Said by the edge and nobody else; `host` and `expect` are dealt with apart. */
const OURS: ReadonlySet<string> = new Set(['forwarded', 'x-real-ip', 'host', 'expect']);
const OUR_PREFIXES = ['x-forwarded-', 'x-fed-'] as const;

export interface Client {
  readonly address: string;
  readonly protocol: 'http' | 'https';
  /** Of the request, with its port if it names one. */
  readonly host: string;
  /** `NAMESPACE/NAME` of the Service, where host and path do not tell it. */
  readonly service: string | undefined;
}

/** The head of the request to a gateway. `upgrade`: the protocol to switch to. */
export function requestHeaders(
  raw: readonly string[],
  client: Client,
  body: 'none' | 'chunked' | 'sized',
  upgrade?: string,
): string[] {
  const headers = ['Host', client.host];
  const cookies: string[] = [];
  const named = namedByConnection(raw);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at], raw[at + 1]];
    const key = name.toLowerCase();
    if (key === 'cookie') cookies.push(value);
    else if (passes(key, named) && !isOurs(key)) headers.push(name, value);
  }
  // HTTP/2 may send them one by one, HTTP/1.1 may not (RFC 9113 section 8.2.3).
  if (cookies.length > 0) headers.push('Cookie', cookies.join('; '));
  headers.push('X-Forwarded-For', client.address, 'X-Forwarded-Proto', client.protocol);
  headers.push('X-Forwarded-Host', client.host, 'X-Real-IP', client.address);
  if (client.service !== undefined) headers.push('X-Fed-Service', client.service);
  if (body === 'chunked') headers.push('Transfer-Encoding', 'chunked');
  if (upgrade === undefined) headers.push('Connection', 'keep-alive');
  else headers.push('Connection', 'Upgrade', 'Upgrade', upgrade);
  return headers;
}

/** The head of the answer to a client. `cookie`: one more Set-Cookie. */
export function answerHeaders(raw: readonly string[], cookie: string | undefined): string[] {
  const headers: string[] = [];
  const named = namedByConnection(raw);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at], raw[at + 1]];
    if (passes(name.toLowerCase(), named)) headers.push(name, value);
  }
  if (cookie !== undefined) headers.push('Set-Cookie', cookie);
  return headers;
}

function passes(key: string, named: ReadonlySet<string> | undefined): boolean {
  // A colon at the beginning: HTTP/2's own.
  return !HOP_BY_HOP.has(key) && !key.startsWith(':') && named?.has(key) !== true;
}

function isOurs(key: string): boolean {
  return OURS.has(key) || (key.startsWith('x-') && OUR_PREFIXES.some((prefix) => key.startsWith(prefix)));
}

/** What the Connection header says is of this connection only. Nothing that frames the message may be named there. */
function namedByConnection(raw: readonly string[]): ReadonlySet<string> | undefined {
  let named: Set<string> | undefined;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at], raw[at + 1]];
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
    if (value.length <= 10 && /^(keep-alive|close|upgrade)$/i.test(value)) continue;
    named ??= new Set();
    for (const word of value.toLowerCase().split(','))
      if (word.trim() !== 'content-length') named.add(word.trim());
  }
  return named;
}
