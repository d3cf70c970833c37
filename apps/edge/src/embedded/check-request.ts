import { isIPv6 } from 'node:net';

/** What of a request decides where it goes. */
export interface Target {
  /** As the client says it, with its port if it names one. */
  readonly authority: string;
  /** In lower case, without port. */
  readonly host: string;
  /** What a gateway is asked: path and query. */
  readonly url: string;
  /** Without its query. */
  readonly path: string;
}

/** Why a request is not served. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

const METHOD_REFUSED: ReadonlySet<string> = new Set(['CONNECT', 'TRACE']);
const HOST_FORM = /^(\[[0-9a-f:.]+\]|[a-z0-9_*.-]*)(?::\d{1,5})?$/;
/** `.` or `..` as an element, in plain or encoded: gateways would read another path than was matched. */
const DOT_ELEMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

const DECISIVE: ReadonlyMap<string, 'host' | 'framing'> = new Map([
  ['host', 'host'],
  [':authority', 'host'],
  ['content-length', 'framing'],
  ['transfer-encoding', 'framing'],
]);

/** What may be sent: a method and path that are passed on, one Host, and no header that gateways read differently. */
export function checkRequest(method: string, url: string, raw: readonly string[]): Target | Refusal {
  if (METHOD_REFUSED.has(method)) return { status: 405, message: `${method} is not served here` };
  const authority = authorityOf(raw);
  if (typeof authority !== 'string') return authority;
  const lower = authority.toLowerCase();
  const host = HOST_FORM.exec(lower)?.[1];
  if (host === undefined || (host.startsWith('[') && !isIPv6(host.slice(1, -1))))
    return { status: 400, message: 'the Host is not a name' };
  const origin = originForm(url, lower);
  if (origin === undefined) return { status: 400, message: 'the request is for another host than it says' };
  const query = origin.indexOf('?');
  const path = query < 0 ? origin : origin.slice(0, query);
  if (DOT_ELEMENT.test(path)) return { status: 400, message: 'the path has an element "." or ".."' };
  return { authority, host: host.endsWith('.') ? host.slice(0, -1) : host, url: origin, path };
}

/** Looks at each header once. Framing must be said once and plainly; node's parser has refused what contradicts itself. */
function authorityOf(raw: readonly string[]): string | Refusal {
  const hosts = new Set<string>();
  let authority: string | undefined;
  let framing = 0;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    if (name.includes('_')) return { status: 400, message: 'a header name has an underscore' };
    const kind = DECISIVE.get(name.toLowerCase());
    if (kind === undefined) continue;
    if (kind === 'framing') framing += 1;
    else {
      authority = raw[at + 1] ?? '';
      hosts.add(authority.toLowerCase());
    }
  }
  if (framing > 1) return { status: 400, message: 'the length of the body is said twice' };
  if (hosts.size > 1) return { status: 400, message: 'there is more than one Host' };
  return authority ?? { status: 400, message: 'there is no Host' };
}

/** `/path?query`, also of `http://host/path`; undefined where that host is not `authority`. */
function originForm(url: string, authority: string): string | undefined {
  if (url.startsWith('/')) return url;
  if (url === '*') return '/';
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url);
  if (absolute?.[1]?.toLowerCase() !== authority) return undefined;
  const rest = absolute[2] ?? '';
  return rest.startsWith('/') ? rest : `/${rest}`;
}
