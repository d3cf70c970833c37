import { delimiter } from 'node:path';
import {} from 'node:https';
import { AccessError } from './access.js';
/**
 * The access for everything that `plainKubeconfig` leaves aside, by `@kubernetes/client-node`: exec plugins, auth
 * providers, proxies, several files. Imported on first use only, since the import costs half a second of CPU.
 * @throws AccessError when the file has no such context
 */
export async function clientNodeAccess(path, context) {
    const { KubeConfig } = await import('@kubernetes/client-node');
    const config = new KubeConfig();
    const [first = path, ...others] = path.split(delimiter).filter((file) => file !== '');
    config.loadFromFile(first);
    for (const file of others) {
        const more = new KubeConfig();
        more.loadFromFile(file);
        config.mergeConfig(more, true);
    }
    if (context !== undefined)
        config.setCurrentContext(context);
    const cluster = config.getCurrentCluster();
    if (!cluster)
        throw new AccessError(`${path}: no usable context ${context ?? ''}`);
    return {
        server: cluster.server.replace(/\/+$/, ''),
        credentials: async () => {
            const options = {};
            await config.applyToHTTPSOptions(options);
            return credentialsOf(options, cluster.tlsServerName, cluster.proxyUrl !== undefined);
        },
    };
}
function credentialsOf(options, servername, proxied) {
    const headers = {};
    for (const [name, value] of Object.entries(options.headers ?? {}))
        if (typeof value === 'string')
            headers[name.toLowerCase()] = value;
    if (options.auth)
        headers['authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
    const [ca, cert, key] = [pem(options.ca), pem(options.cert), pem(options.key)];
    return {
        headers,
        tls: {
            rejectUnauthorized: options.rejectUnauthorized !== false,
            ...(ca === undefined ? {} : { ca }),
            ...(cert === undefined ? {} : { cert }),
            ...(key === undefined ? {} : { key }),
            ...(servername === undefined ? {} : { servername }),
        },
        ...(proxied && options.agent ? { agent: options.agent } : {}),
    };
}
function pem(value) {
    if (typeof value === 'string')
        return value;
    return Buffer.isBuffer(value) ? value.toString('utf8') : undefined;
}
//# sourceMappingURL=client-node-access.js.map