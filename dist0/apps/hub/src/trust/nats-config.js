import { MAX_MESSAGE_BYTES } from '#libs/protocol';
import {} from './nats-authority.js';
/** More than the streams may take together, so that both can always be made. */
const MAX_FILE_STORE_BYTES = 16 * 1024 ** 3;
const MAX_MEMORY_STORE_BYTES = 64 * 1024 ** 2;
/** The complete configuration of the embedded nats-server. */
export function embeddedBrokerConfig(authority, place) {
    return [
        'server_name: "meridian"',
        `host: ${quoted(place.host)}`,
        `port: ${place.port}`,
        `pid_file: ${quoted(place.pidFile)}`,
        ...limits(),
        'tls {',
        `  cert_file: ${quoted(place.certFile)}`,
        `  key_file: ${quoted(place.keyFile)}`,
        '  timeout: 5',
        '}',
        'jetstream {',
        `  store_dir: ${quoted(place.storeDir)}`,
        `  max_file_store: ${MAX_FILE_STORE_BYTES}`,
        `  max_memory_store: ${MAX_MEMORY_STORE_BYTES}`,
        '}',
        ...trust(authority, place.resolverDir),
        '',
    ].join('\n');
}
/**
 * What an operator's own nats-server must include (`include "meridian.conf"`) to trust this hub: the operator, its
 * accounts and a resolver that takes updates. Ports, TLS, clustering and JetStream storage stay theirs.
 */
export function externalBrokerInclude(authority, resolverDir) {
    return [
        '# Made by the Meridian hub; the same on all its hubs.',
        ...limits(),
        ...trust(authority, resolverDir),
        '',
    ].join('\n');
}
function limits() {
    return [
        `max_payload: ${MAX_MESSAGE_BYTES}`,
        'max_pending: 67108864',
        'write_deadline: "10s"',
        // A client that is gone without a word is noticed within 9 s: until then it gets messages that nobody reads.
        'ping_interval: "3s"',
        'ping_max: 2',
    ];
}
function trust(authority, resolverDir) {
    return [
        `operator: ${authority.operatorJwt}`,
        `system_account: ${authority.systemAccount}`,
        'resolver {',
        // `full`, not `MEMORY`: only this kind takes updated claims, and a revoked user is disconnected at once.
        '  type: full',
        `  dir: ${quoted(resolverDir)}`,
        '  allow_delete: false',
        '  interval: "2m"',
        '}',
        'resolver_preload {',
        `  ${authority.systemAccount}: ${authority.systemAccountJwt}`,
        `  ${authority.accountPublicKey}: ${authority.accountJwt}`,
        '}',
    ];
}
/** A quoted string of the NATS configuration language: backslash and quote are escaped as in JSON. */
function quoted(text) {
    return JSON.stringify(text);
}
//# sourceMappingURL=nats-config.js.map