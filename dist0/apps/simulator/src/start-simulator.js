import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {} from '#libs/apimachinery';
import { closeServer, createHttpsServer, createMemoryStorage, listen, } from '#libs/apiserver';
import {} from '#libs/controller-runtime';
import { Shutdown, systemClock } from '#libs/process';
import { loadCredentials, makeCredentials, writePrivateFile, } from './access/credentials.js';
import { kubeconfigOf } from './access/kubeconfig.js';
import { EVENTS } from './cluster/resources.js';
import { startGateway } from './gateway/gateway.js';
import { STOP_MS } from './limits.js';
import { PersistentStorage } from './persistence/persistent-storage.js';
import { startCluster } from './start-cluster.js';
/**
 * A member cluster: API server, storage, nodes and controllers. Any number may live in one process.
 * @throws Error when it cannot listen, or the data directory holds what it cannot read
 */
export async function startSimulator(options) {
    const { clock = systemClock, logger } = options;
    const shutdown = new Shutdown(logger, STOP_MS);
    try {
        return await assemble(options, clock, shutdown);
    }
    catch (error) {
        await shutdown.stop();
        throw error;
    }
}
async function assemble(options, clock, shutdown) {
    const { dataDirectory, logger } = options;
    const credentials = await credentialsFor(options, clock);
    const storage = await storageFor(options, clock, shutdown);
    const cluster = await startCluster({ ...options, storage, credentials, clock, logger });
    shutdown.add('cluster', () => cluster.stop());
    const gateway = await gatewayFor(options, cluster, shutdown);
    const url = await serve(options, cluster.server, credentials, shutdown);
    const kubeconfig = kubeconfigOf(url, credentials);
    if (dataDirectory !== undefined)
        await writePrivateFile(join(dataDirectory, 'kubeconfig'), kubeconfig);
    const { client, loops } = cluster;
    return {
        url,
        kubeconfig,
        token: credentials.token,
        client,
        ...(gateway ? { gateway } : {}),
        loops: () => loops.stats(),
        stop: () => shutdown.stop(),
    };
}
async function gatewayFor({ cluster: name, gatewayListen }, { informers: { ingresses, slices } }, shutdown) {
    if (gatewayListen === undefined)
        return undefined;
    const gateway = await startGateway({ cluster: name, listen: gatewayListen, ingresses, slices });
    shutdown.add('gateway', () => gateway.close());
    return gateway;
}
async function credentialsFor(options, clock) {
    const { cluster, dataDirectory, listen: address } = options;
    const wanted = { cluster, host: reachableHost(address.host) };
    if (dataDirectory === undefined)
        return makeCredentials(wanted, clock.now());
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
    return loadCredentials(dataDirectory, wanted, clock.now());
}
async function storageFor(options, clock, shutdown) {
    const inner = createMemoryStorage({ clock });
    if (options.dataDirectory === undefined)
        return inner;
    const directory = join(options.dataDirectory, 'state');
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { logger } = options;
    const storage = await PersistentStorage.open({ inner, directory, clock, logger, volatile: [EVENTS] });
    shutdown.add('state', () => storage.close());
    return storage;
}
/** Listens and answers the URL. Without a wish for a port, that of the last run is tried first: kubeconfigs stay valid. */
async function serve(options, server, credentials, shutdown) {
    const { host, port } = options.listen;
    const { ca, server: identity } = credentials;
    const open = async (wanted) => {
        const listener = createHttpsServer({ server, key: identity.key, cert: identity.certificate, ca });
        const bound = await listen(listener, { host, port: wanted });
        shutdown.add('listener', () => closeServer(listener));
        return bound;
    };
    const before = port === 0 ? await lastPort(options.dataDirectory) : 0;
    const bound = before === 0 ? await open(port) : await open(before).catch(() => open(0));
    const name = reachableHost(host);
    return `https://${name.includes(':') ? `[${name}]` : name}:${bound}`;
}
async function lastPort(dataDirectory) {
    if (dataDirectory === undefined)
        return 0;
    const text = await readFile(join(dataDirectory, 'kubeconfig'), 'utf8').catch(() => '');
    return Number(/server: https:\/\/\S+:(\d+)/.exec(text)?.[1] ?? 0);
}
/** Who listens on all addresses is reached on the loopback one. */
function reachableHost(host) {
    return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}
//# sourceMappingURL=start-simulator.js.map