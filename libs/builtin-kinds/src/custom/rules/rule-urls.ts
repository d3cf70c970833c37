import { type Environment } from '@marcbachmann/cel-js';

/** Kubernetes' CEL library of URLs: absolute ones, or absolute paths. */

/** A URL as rules hold it. */
class RuleUrl {
  readonly scheme: string;
  /** As it was written: name and port, without user and password. */
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(
    readonly text: string,
    [, scheme = '', host = '', path = '', query = '']: readonly string[],
  ) {
    this.scheme = scheme.toLowerCase();
    this.host = host;
    this.path = path;
    this.query = query;
  }
}

const FORM = /^(?:([a-z][a-z0-9+.-]*):\/\/(?:[^\s/?#@]*@)?([^\s/?#@]*))?((?:\/[^\s?#]*)?)(?:\?([^\s#]*))?$/i;

const FUNCTIONS: Readonly<Record<string, (...given: never[]) => unknown>> = {
  'isURL(string): bool': isUrl,
  'url(string): URL': (text: string) => {
    const url = read(text);
    if (!url) throw new Error(`URL parse error during conversion from string: parse "${text}"`);
    return url;
  },
  'URL.getScheme(): string': ({ scheme }: RuleUrl) => scheme,
  'URL.getHost(): string': ({ host }: RuleUrl) => host,
  'URL.getHostname(): string': ({ host }: RuleUrl) => host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1'),
  'URL.getPort(): string': ({ host }: RuleUrl) => /:(\d+)$/.exec(host)?.[1] ?? '',
  'URL.getEscapedPath(): string': ({ path }: RuleUrl) => path,
  'URL.getQuery(): map<string, list<string>>': ({ query }: RuleUrl) => {
    const values = new Map<string, string[]>();
    for (const [name, value] of new URLSearchParams(query))
      values.set(name, [...(values.get(name) ?? []), value]);
    return values;
  },
};

/** Whether rules take it for a URL. */
export function isUrl(text: string): boolean {
  return read(text) !== undefined;
}

export function registerUrls(environment: Environment): void {
  environment.registerType('URL', { ctor: RuleUrl, fields: {} });
  environment.registerOperator('URL == URL', (a: RuleUrl, b: RuleUrl) => a.text === b.text);
  for (const [signature, handler] of Object.entries(FUNCTIONS))
    environment.registerFunction(signature, handler);
}

/** As a request line would have it; undefined for what is none. */
function read(text: string): RuleUrl | undefined {
  const parts = FORM.exec(text);
  if (!parts || text === '') return undefined;
  const url = new RuleUrl(text, parts);
  if (url.scheme === '' && url.path === '') return undefined;
  const hasBadPort = /:(?!\d*$)[^\]]*$/.test(url.host.replace(/^\[[0-9a-f:.]*\]/i, ''));
  return hasBadPort ? undefined : url;
}
