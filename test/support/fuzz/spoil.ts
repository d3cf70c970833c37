import { type ApiRequest } from '#libs/apiserver';
import { bodyOf, readRecordings, VERSIONS } from '../conformance/recordings.js';
import { SELECTORS, TOKENS, TRASH } from './trash.js';

/** Recorded requests with bytes changed, cut, repeated and put into the wrong place. */

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Every request of the recordings. */
export const CORPUS: readonly Sent[] = VERSIONS.flatMap((version) =>
  readRecordings(version).flatMap((recording) =>
    recording.requests.map((request) => ({
      method: request.method,
      url: request.path,
      headers: request.reqHeaders,
      body: bodyOf(recording, request) ?? new Uint8Array(),
    })),
  ),
);

const WITH_BODY = CORPUS.filter(({ body }) => body.length > 0);
const PROTOBUF_MAGIC = 'k8s\0';
const PROTOBUF = WITH_BODY.filter(
  ({ body }) => Buffer.from(body).toString('latin1', 0, 4) === PROTOBUF_MAGIC,
);
const LISTS = CORPUS.filter(({ method, url }) => method === 'GET' && url.includes('limit='));

const HEADERS = [
  'accept',
  'content-type',
  'impersonate-user',
  'impersonate-group',
  'impersonate-extra-%zz',
  'if-none-match',
  'user-agent',
];
const PARAMETERS = [
  'continue',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'timeoutSeconds',
  'dryRun',
  'fieldManager',
  'fieldValidation',
  'force',
  'propagationPolicy',
  'gracePeriodSeconds',
  'includeObject',
  'sendInitialEvents',
];
const METHODS = ['PUT', 'POST', 'PATCH', 'DELETE', 'GET', 'BREW'];

/** What of a request is spoiled; each of these is a fifth or so of all requests. */
export const PLACES = ['body', 'protobuf', 'parameter', 'selector', 'header', 'token', 'path'] as const;
type Place = (typeof PLACES)[number];

/** Makes requests that no client should send, the same ones for the same random numbers. */
export class Spoiler {
  constructor(private readonly random: () => number) {}

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)] as T;
  }

  /** A whole request, and what was done to it. No watches: one that begins would have to be read. */
  request(): { readonly place: Place; readonly request: ApiRequest } {
    const place = this.pick(PLACES);
    const sent = this.pick(this.candidates(place));
    const [path = '/', search = ''] = sent.url.split('?');
    const query = new URLSearchParams(search);
    const headers: Record<string, string> = { ...sent.headers, authorization: 'Bearer admin' };
    if (place === 'parameter') query.set(this.pick(PARAMETERS), this.text(this.pick(TRASH)));
    if (place === 'selector')
      query.set(this.pick(['labelSelector', 'fieldSelector']), this.text(this.pick(SELECTORS)));
    if (place === 'header') headers[this.pick(HEADERS)] = this.text(this.pick(Object.values(sent.headers)));
    if (place === 'token') headers['authorization'] = this.text(this.pick(TOKENS));
    query.delete('watch');
    const isBody = place === 'body' || place === 'protobuf';
    const request = {
      method: this.random() < 0.05 ? this.pick(METHODS) : sent.method,
      path: place === 'path' ? `/${this.text(path.slice(1))}`.replace('/watch/', '/') : path,
      query,
      headers,
      body: isBody ? this.bytes(sent.body) : sent.body,
      signal: AbortSignal.abort(),
    };
    return { place, request };
  }

  /** The bytes of a request as they would go over the wire, some of them changed. */
  wire(): Buffer {
    const { method, url, headers, body } = this.pick(CORPUS);
    const said = Object.entries(headers).filter(
      ([name]) => !/^(host|content-length|connection)$/i.test(name),
    );
    const lines = [
      `${method} ${url.replace(/([?&])watch=true/, '$1')} HTTP/1.1`,
      'Host: hub',
      'Authorization: Bearer admin',
      ...(body.length > 0 ? [`Content-Length: ${String(body.length)}`] : []),
      ...said.map(([name, value]) => `${name}: ${value}`),
    ];
    const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    const spoilt = Buffer.concat([head, body]);
    for (let changes = 1 + this.random() * 4; changes > 1; changes -= 1)
      spoilt[Math.floor(this.random() * head.length)] = Math.floor(this.random() * 256);
    return spoilt;
  }

  private candidates(place: Place): readonly Sent[] {
    switch (place) {
      case 'body':
        return WITH_BODY;
      case 'protobuf':
        return PROTOBUF;
      case 'selector':
        return LISTS;
      default:
        return CORPUS;
    }
  }

  private text(text: string): string {
    const at = Math.floor(this.random() * (text.length + 1));
    return this.pick([
      text.slice(0, at),
      text.slice(0, at) + this.pick(TRASH) + text.slice(at),
      text + text,
      this.pick(TRASH),
    ]);
  }

  /** Protobuf keeps its first bytes in most cases, so that what comes behind them is read. */
  private bytes(bytes: Uint8Array): Uint8Array {
    const copy = Buffer.from(bytes);
    const from = this.random() < 0.9 && copy.toString('latin1', 0, 4) === PROTOBUF_MAGIC ? 4 : 0;
    const at = (): number => from + Math.floor(this.random() * (copy.length - from));
    for (let changes = 1 + this.random() * 4; changes > 1; changes -= 1)
      copy[at()] = Math.floor(this.random() * 256);
    if (this.random() < 0.3) return copy.subarray(0, at());
    return this.random() < 0.1 ? Buffer.concat([copy, copy.subarray(from)]) : copy;
  }
}
