import { isIPv6 } from 'node:net';
const ANY = new Map([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
]);
/** Under which URL this machine reaches a server that listens there. */
export function localUrl(host, port) {
    const name = ANY.get(host) ?? host;
    return `https://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}
/** The names in a server's certificate, for the address it listens on and the name of its machine. */
export function certificateHosts(host, hostname) {
    return [...new Set(['127.0.0.1', 'localhost', hostname, ANY.get(host) ?? host])];
}
//# sourceMappingURL=addresses.js.map