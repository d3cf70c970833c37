import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNats } from '#libs/embedded';
import { readEnvironment } from '#libs/process';
import { createHubTransport, createRouteTransport, } from '#libs/transport';
import {} from '../config.js';
import {} from '../trust/certificate-authority.js';
import {} from '../trust/certificate-renewal.js';
import {} from '../trust/nats-authority.js';
import { embeddedBrokerConfig, externalBrokerInclude } from '../trust/nats-config.js';
/** How long a restart of the embedded nats-server has to help, ms. */
const RESTART_GAP_MS = 30_000;
/** Shown in the broker's monitoring. */
const NAME = 'meridian-hub';
/** The broker this hub uses: the operator's (NATS_URL), or an embedded one in the data directory. */
export async function openBroker(deps) {
    const { config } = deps;
    const dir = join(config.MERIDIAN_DATA_DIR, 'nats');
    await mkdir(dir, { recursive: true, mode: 0o700 });
    // For an operator's own nats-server: what it must include to trust this federation.
    const include = externalBrokerInclude(deps.authority, './meridian-resolver');
    await writeFile(join(dir, 'meridian-include.conf'), include, { mode: 0o600 });
    return config.NATS_URL === undefined ? embedded(deps, dir) : external(deps, config.NATS_URL);
}
async function embedded(deps, dir) {
    const { config, authority, logger, shutdown } = deps;
    const advertised = config.MERIDIAN_NATS_PUBLIC_URL === undefined ? undefined : new URL(config.MERIDIAN_NATS_PUBLIC_URL);
    const hosts = ['127.0.0.1', 'localhost', ...(advertised ? [advertised.hostname] : [])];
    const [certFile, keyFile] = [join(dir, 'server.crt'), join(dir, 'server.key')];
    const issue = async () => {
        const made = await deps.ca.server('meridian-nats', hosts, deps.clock.now());
        await writeFile(certFile, made.certificate, { mode: 0o600 });
        await writeFile(keyFile, made.privateKey, { mode: 0o600 });
        return made.certificate;
    };
    const certificate = await issue();
    const server = await startNats({
        dir,
        // Only a hub that tells others an address listens beyond this machine.
        host: advertised ? '0.0.0.0' : '127.0.0.1',
        ...(advertised?.port ? { port: Number(advertised.port) } : {}),
        config: (at) => embeddedBrokerConfig(authority, { ...at, certFile, keyFile, resolverDir: join(dir, 'resolver') }),
        logger,
        path: readEnvironment()['PATH'] ?? '',
        binaryDirs: [join('.meridian', 'bin')],
    });
    shutdown.add('nats-server', () => server.stop());
    const renew = async () => {
        const made = await issue();
        server.reload();
        return made;
    };
    deps.renewal.keep({ name: 'broker', certificate, renew });
    const url = `tls://127.0.0.1:${server.port}`;
    const connection = { url, ca: deps.ca.certificate, name: NAME, logger };
    const restart = atMostEvery(RESTART_GAP_MS, deps.clock, () => {
        logger.error('nats-server does not answer about its streams, as after a full disk: restarting it');
        server.restart();
    });
    const transport = await connect(deps, connection, restart);
    return {
        transport,
        routes: await connectRoutes(deps, connection),
        connection,
        publicUrl: config.MERIDIAN_NATS_PUBLIC_URL ?? url,
        ca: deps.ca.certificate,
    };
}
async function external(deps, url) {
    const connection = { url, name: NAME, logger: deps.logger };
    const transport = await connect(deps, connection);
    transport.onConnect(() => warnIfOpen(transport, url, deps.logger));
    const routes = await connectRoutes(deps, connection);
    return { transport, routes, connection, publicUrl: deps.config.MERIDIAN_NATS_PUBLIC_URL ?? url, ca: '' };
}
function atMostEvery(ms, clock, act) {
    let at = Number.NEGATIVE_INFINITY;
    return () => {
        if (clock.now() - at < ms)
            return;
        at = clock.now();
        act();
    };
}
function warnIfOpen(transport, url, logger) {
    if (transport.broker()?.authRequired !== false)
        return;
    logger.warn({ url: new URL(url.split(',')[0] ?? url).host }, 'the broker asks nobody who they are: anyone who reaches it can read and change work. Include nats/meridian-include.conf of the data directory in its configuration');
}
/** Connects in the background, so that the API serves while a broker of others is away. */
async function connect(deps, connection, onUnserved) {
    const transport = createHubTransport({
        ...connection,
        ...(onUnserved ? { onUnserved } : {}),
        credentials: await deps.authority.hubCredentials(),
        onRefused: () => deps.logger.error('the broker refuses this hub: it must trust the operator in nats/meridian-include.conf of the data directory'),
    });
    deps.shutdown.add('broker connection', () => transport.close());
    return transport;
}
async function connectRoutes(deps, connection) {
    const credentials = await deps.authority.hubCredentials();
    const routes = createRouteTransport({ ...connection, name: `${NAME}-routes`, credentials });
    deps.shutdown.add('broker connection of routes', () => routes.close());
    return routes;
}
//# sourceMappingURL=broker.js.map