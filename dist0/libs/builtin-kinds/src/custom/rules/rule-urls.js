import {} from '@marcbachmann/cel-js';
/** Kubernetes' CEL library of URLs: absolute ones, or absolute paths. */
/** A URL as rules hold it. */
class RuleUrl {
    text;
    scheme;
    /** As it was written: name and port, without user and password. */
    host;
    path;
    query;
    constructor(text, [, scheme = '', host = '', path = '', query = '']) {
        this.text = text;
        this.scheme = scheme.toLowerCase();
        this.host = host;
        this.path = path;
        this.query = query;
    }
}
const FORM = /^(?:([a-z][a-z0-9+.-]*):\/\/(?:[^\s/?#@]*@)?([^\s/?#@]*))?((?:\/[^\s?#]*)?)(?:\?([^\s#]*))?$/i;
const FUNCTIONS = {
    'isURL(string): bool': (text) => read(text) !== undefined,
    'url(string): URL': (text) => {
        const url = read(text);
        if (!url)
            throw new Error(`URL parse error during conversion from string: parse "${text}"`);
        return url;
    },
    'URL.getScheme(): string': ({ scheme }) => scheme,
    'URL.getHost(): string': ({ host }) => host,
    'URL.getHostname(): string': ({ host }) => host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1'),
    'URL.getPort(): string': ({ host }) => /:(\d+)$/.exec(host)?.[1] ?? '',
    'URL.getEscapedPath(): string': ({ path }) => path,
    'URL.getQuery(): map<string, list<string>>': ({ query }) => {
        const values = new Map();
        for (const [name, value] of new URLSearchParams(query))
            values.set(name, [...(values.get(name) ?? []), value]);
        return values;
    },
};
export function registerUrls(environment) {
    environment.registerType('URL', { ctor: RuleUrl, fields: {} });
    environment.registerOperator('URL == URL', (a, b) => a.text === b.text);
    for (const [signature, handler] of Object.entries(FUNCTIONS))
        environment.registerFunction(signature, handler);
}
/** As a request line would have it; undefined for what is none. */
function read(text) {
    const parts = FORM.exec(text);
    if (!parts || text === '')
        return undefined;
    const url = new RuleUrl(text, parts);
    if (url.scheme === '' && url.path === '')
        return undefined;
    const hasBadPort = /:(?!\d*$)[^\]]*$/.test(url.host.replace(/^\[[0-9a-f:.]*\]/i, ''));
    return hasBadPort ? undefined : url;
}
//# sourceMappingURL=rule-urls.js.map