import { readFile } from 'node:fs/promises';
import { delimiter, dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { AccessError } from './access.js';
/**
 * Reads a kubeconfig whose user proves itself by certificate, token or password. Undefined where it takes more (exec
 * plugins, auth providers, proxies, several files): `client-node` handles these, but takes half a second of CPU to import,
 * which nine agents starting at once would feel.
 * @throws AccessError when the file has no such context, cluster or user
 */
export async function plainKubeconfig(path, context) {
    if (path.includes(delimiter))
        return undefined;
    const chosen = await choose(path, context);
    const { cluster, user } = chosen;
    if (user['exec'] !== undefined || user['auth-provider'] !== undefined)
        return undefined;
    if (cluster['proxy-url'] !== undefined)
        return undefined;
    const server = text(cluster, 'server');
    if (server === undefined)
        throw new AccessError(`${path}: the cluster of the context has no server`);
    return {
        server: server.replace(/\/+$/, ''),
        credentials: async () => {
            const now = await choose(path, context);
            return plainCredentials(now.cluster, now.user, dirname(path));
        },
    };
}
async function choose(path, context) {
    const config = record(parse(await readFile(path, 'utf8')));
    const entry = (kind, name) => {
        const found = named(config[`${kind}s`], name);
        if (!found)
            throw new AccessError(`${path}: no ${kind} "${name}"`);
        return record(found[kind]);
    };
    const name = context ?? text(config, 'current-context');
    if (name === undefined)
        throw new AccessError(`${path}: no current-context, and no context was named`);
    const chosen = entry('context', name);
    const user = text(chosen, 'user');
    return {
        cluster: entry('cluster', text(chosen, 'cluster') ?? ''),
        user: user === undefined ? {} : entry('user', user),
    };
}
async function plainCredentials(cluster, user, base) {
    const [ca, cert, key, token] = await Promise.all([
        inlineOrFile(cluster, 'certificate-authority', base),
        inlineOrFile(user, 'client-certificate', base),
        inlineOrFile(user, 'client-key', base),
        tokenOf(user, base),
    ]);
    const servername = text(cluster, 'tls-server-name');
    return {
        headers: authorization(user, token),
        tls: {
            rejectUnauthorized: cluster['insecure-skip-tls-verify'] !== true,
            ...(ca === undefined ? {} : { ca }),
            ...(cert === undefined ? {} : { cert }),
            ...(key === undefined ? {} : { key }),
            ...(servername === undefined ? {} : { servername }),
        },
    };
}
function authorization(user, token) {
    if (token !== undefined)
        return { authorization: `Bearer ${token}` };
    const username = text(user, 'username');
    if (username === undefined)
        return {};
    const pair = Buffer.from(`${username}:${text(user, 'password') ?? ''}`).toString('base64');
    return { authorization: `Basic ${pair}` };
}
async function tokenOf(user, base) {
    // As in client-go, the file wins: it is the one that rotates.
    const file = text(user, 'tokenFile');
    if (file !== undefined)
        return (await readFile(resolve(base, file), 'utf8')).trim();
    return text(user, 'token');
}
async function inlineOrFile(entry, name, base) {
    const data = text(entry, `${name}-data`);
    if (data !== undefined)
        return Buffer.from(data, 'base64').toString('utf8');
    const file = text(entry, name);
    return file === undefined ? undefined : readFile(resolve(base, file), 'utf8');
}
function named(list, name) {
    return Array.isArray(list) ? list.map(record).find((entry) => entry['name'] === name) : undefined;
}
function record(value) {
    return typeof value === 'object' && value !== null ? value : {};
}
function text(entry, name) {
    const value = entry[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
}
//# sourceMappingURL=kubeconfig.js.map