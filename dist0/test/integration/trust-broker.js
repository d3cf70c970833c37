import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startNats } from '#libs/embedded';
import { readEnvironment, silentLogger } from '#libs/process';
import { createAgentTransport, createEdgeTransport, createHubTransport, createNatsIdentity, createRouteTransport, } from '#libs/transport';
import { CertificateAuthority } from '../../apps/hub/src/trust/certificate-authority.js';
import { NatsAuthority } from '../../apps/hub/src/trust/nats-authority.js';
import { embeddedBrokerConfig } from '../../apps/hub/src/trust/nats-config.js';
import {} from '../../apps/hub/src/trust/vault.js';
/** Where the set-up puts nats-server. */
export const NATS_DIRS = [resolve('.meridian/bin')];
/** A vault for one test. */
export function mapVault() {
    const values = new Map();
    return {
        get: (name) => Promise.resolve(values.get(name)),
        putIfAbsent: (name, bytes) => {
            const stored = values.get(name) ?? bytes;
            values.set(name, stored);
            return Promise.resolve(stored);
        },
    };
}
/** A real nats-server in operator mode with TLS, as the hub runs it. */
export class TrustedBroker {
    dir;
    ca;
    authority;
    server;
    constructor(dir, ca, authority) {
        this.dir = dir;
        this.ca = ca;
        this.authority = authority;
    }
    static async start() {
        const dir = await mkdtemp(join(tmpdir(), 'meridian-broker-'));
        const vault = mapVault();
        const ca = await CertificateAuthority.open(vault, Date.now());
        const broker = new TrustedBroker(dir, ca, await NatsAuthority.open(vault));
        const pair = await ca.server('broker', ['127.0.0.1'], Date.now());
        await writeFile(join(dir, 'broker.crt'), pair.certificate);
        await writeFile(join(dir, 'broker.key'), pair.privateKey, { mode: 0o600 });
        await broker.up();
        return broker;
    }
    get url() {
        if (!this.server)
            throw new Error('the broker was never started');
        return `tls://127.0.0.1:${this.server.port}`;
    }
    async up() {
        const { dir } = this;
        await mkdir(join(dir, 'resolver'), { recursive: true });
        this.server = await startNats({
            dir,
            host: '127.0.0.1',
            config: (place) => embeddedBrokerConfig(this.authority, {
                ...place,
                resolverDir: join(dir, 'resolver'),
                certFile: join(dir, 'broker.crt'),
                keyFile: join(dir, 'broker.key'),
            }),
            logger: silentLogger,
            path: readEnvironment()['PATH'] ?? '',
            binaryDirs: NATS_DIRS,
        });
    }
    /** kill -9; the supervisor of libs/embedded starts it again with the same disk. */
    kill() {
        const pid = this.server?.pid();
        if (pid === undefined)
            throw new Error('the broker does not run');
        process.kill(pid, 'SIGKILL');
    }
    async down() {
        await this.server?.stop();
    }
    async loseDisk() {
        await rm(join(this.dir, 'jetstream'), { recursive: true, force: true });
    }
    async remove() {
        await this.down();
        await rm(this.dir, { recursive: true, force: true });
    }
    options(name) {
        return { url: this.url, ca: this.ca.certificate, name, logger: silentLogger };
    }
    async hub(more = {}) {
        const credentials = await this.authority.hubCredentials();
        return createHubTransport({ ...this.options('hub'), credentials, ...more });
    }
    async agentCredentials(cluster) {
        const identity = createNatsIdentity();
        return { ...identity, jwt: await this.authority.joinerJwt('cluster', cluster, identity.publicKey) };
    }
    async agent(cluster) {
        const credentials = await this.agentCredentials(cluster);
        return createAgentTransport({ ...this.options(`agent ${cluster}`), cluster, credentials });
    }
    async routes() {
        const credentials = await this.authority.hubCredentials();
        return createRouteTransport({ ...this.options('hub routes'), credentials });
    }
    async edge(edge) {
        const { seed, publicKey } = createNatsIdentity();
        const jwt = await this.authority.joinerJwt('edge', edge, publicKey);
        return createEdgeTransport({ ...this.options(`edge ${edge}`), edge, credentials: { jwt, seed } });
    }
}
//# sourceMappingURL=trust-broker.js.map