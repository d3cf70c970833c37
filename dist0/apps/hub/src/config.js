import { z } from 'zod';
import { ConfigError, listenAddress } from '#libs/process';
const text = z.string();
const dnsLabel = text.regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be a DNS label, in lower case');
const dnsName = text.regex(/^(?=.{1,200}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/, 'must be a DNS name, in lower case');
// Joiners are told this address and logs show it, so it must hold no password; the hub has credentials of its own.
const brokerUrls = text
    .refine((urls) => urls.split(',').every(isBrokerUrl), 'must be nats://host:port or tls://host:port')
    .refine((urls) => !urls.includes('@'), 'must hold no user or password');
function isBrokerUrl(url) {
    if (!URL.canParse(url.trim()))
        return false;
    const { protocol, hostname } = new URL(url.trim());
    return (protocol === 'nats:' || protocol === 'tls:') && hostname !== '';
}
function setting(schema, help, more = {}) {
    return { schema, help, ...more };
}
/** Settings of `npm run hub` (DESIGN section 7). */
export const hubSettings = {
    DATABASE_URL: setting(text.optional(), 'Postgres, as postgres://user:password@host:port/database', {
        defaultText: 'an embedded Postgres in the data directory',
        secret: true,
    }),
    NATS_URL: setting(brokerUrls.optional(), 'nats-server with JetStream, as nats://host:port or tls://host:port', {
        defaultText: 'an embedded nats-server with its data in the data directory',
    }),
    MERIDIAN_NATS_PUBLIC_URL: setting(brokerUrls.optional(), 'address of the broker that joining clusters are told', {
        defaultText: 'NATS_URL, or the embedded one on 127.0.0.1',
    }),
    MERIDIAN_LISTEN: setting(listenAddress.default({ host: '127.0.0.1', port: 6443 }), 'HOST:PORT of the federation API (HTTPS)', {
        defaultText: '127.0.0.1:6443',
    }),
    MERIDIAN_METRICS_LISTEN: setting(listenAddress.optional(), 'HOST:PORT of /metrics (HTTP without authentication: keep it private)', {
        defaultText: 'off; /metrics of the federation API serves admins',
    }),
    MERIDIAN_TLS_CERT: setting(text.optional(), 'file with the server certificate chain (PEM)', {
        defaultText: 'made by the own CA',
    }),
    MERIDIAN_TLS_KEY: setting(text.optional(), 'file with the key of MERIDIAN_TLS_CERT (PEM)'),
    MERIDIAN_DATA_DIR: setting(text.default('.meridian/hub'), 'directory for the kubeconfig, the data key and embedded servers', {
        defaultText: '.meridian/hub',
    }),
    MERIDIAN_FEDERATION_NAME: setting(dnsLabel.default('federation'), 'name of the federation, part of service names', {
        defaultText: 'federation',
    }),
    MERIDIAN_DNS_DOMAIN: setting(dnsName.default('federation.local'), 'DNS suffix of federated services', {
        defaultText: 'federation.local',
    }),
    MERIDIAN_LOG_LEVEL: setting(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'), 'least level that is logged', {
        defaultText: 'info',
    }),
};
/** What one setting alone does not show. @throws ConfigError */
export function checkTogether(config) {
    if ((config.MERIDIAN_TLS_CERT === undefined) !== (config.MERIDIAN_TLS_KEY === undefined))
        throw new ConfigError('MERIDIAN_TLS_CERT and MERIDIAN_TLS_KEY go together: set both or none');
}
//# sourceMappingURL=config.js.map