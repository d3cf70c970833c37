import { readFile } from 'node:fs/promises';
import { connect as connectTls } from 'node:tls';
import { join } from 'node:path';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { createApiServer, createMemoryStorage, createRegistry, mastersOnly } from '#libs/apiserver';
import { ManualClock, parseSettings, Shutdown, silentLogger } from '#libs/process';
import { hubSettings } from '../../apps/hub/src/config.js';
import {} from '../../apps/hub/src/ingest/report.ingest.js';
import { CERTIFICATE_LIFE_MS, CertificateAuthority } from '../../apps/hub/src/trust/certificate-authority.js';
import { CertificateRenewal } from '../../apps/hub/src/trust/certificate-renewal.js';
import { RENEWAL_CHECK_MS } from '../../apps/hub/src/trust/limits.js';
import { NatsAuthority } from '../../apps/hub/src/trust/nats-authority.js';
import { openBroker } from '../../apps/hub/src/wiring/broker.js';
import { serve } from '../../apps/hub/src/wiring/serve.js';
import { eventually } from '../support/eventually.js';
import { tempDir } from '../support/temp-dir.js';
import { mapVault } from './trust-broker.js';
jest.setTimeout(60_000);
const AGO_MS = CERTIFICATE_LIFE_MS * 0.9;
let home;
const shutdown = new Shutdown(silentLogger);
beforeAll(async () => {
    home = await tempDir('hub-certificates');
});
afterAll(async () => {
    await shutdown.stop();
    await home.remove();
}, 60_000);
/** What a server shows to somebody who connects now. */
function shown(port, ca) {
    return new Promise((resolve, reject) => {
        const socket = connectTls({ host: '127.0.0.1', port, ca }, () => {
            resolve(socket.getPeerCertificate());
            socket.destroy();
        });
        socket.once('error', reject);
    });
}
/** As a NATS client: TLS begins after the greeting. */
function shownByBroker(port, ca) {
    return new Promise((resolve, reject) => {
        const plain = connectTcp(port, '127.0.0.1');
        plain.once('error', reject);
        plain.once('data', () => {
            const socket = connectTls({ socket: plain, ca, host: '127.0.0.1' }, () => {
                resolve(socket.getPeerCertificate());
                socket.destroy();
            });
            socket.once('error', reject);
        });
    });
}
it('are replaced while the hub serves: server, broker and admin', async () => {
    // TLS asks the machine's clock, so the hub started long ago rather than lives long.
    const clock = new ManualClock(Date.now() - AGO_MS);
    const vault = mapVault();
    const ca = await CertificateAuthority.open(vault, clock.now());
    const authority = await NatsAuthority.open(vault);
    const config = parseSettings(hubSettings, {
        MERIDIAN_DATA_DIR: home.path,
        MERIDIAN_LISTEN: '127.0.0.1:0',
    });
    const renewal = new CertificateRenewal(clock, silentLogger);
    const broker = await openBroker({ config, ca, authority, renewal, logger: silentLogger, shutdown, clock });
    await broker.transport.ensureStreams();
    const server = createApiServer({
        storage: createMemoryStorage({ clock }),
        registry: createRegistry([]),
        authenticators: [],
        authorizer: mastersOnly,
        admission: [],
        clock,
        logger: silentLogger,
    });
    const ingest = { handle: () => Promise.resolve([]) };
    const url = await serve({ config, ca, broker, renewal, clock, shutdown }, server, ingest);
    renewal.start();
    shutdown.add('renewal', () => renewal.stop());
    const webPort = Number(new URL(url).port);
    const brokerPort = Number(new URL(broker.publicUrl).port);
    const kubeconfig = () => readFile(join(home.path, 'kubeconfig'), 'utf8');
    const before = {
        web: await shown(webPort, ca.certificate),
        broker: await shownByBroker(brokerPort, ca.certificate),
        admin: await kubeconfig(),
    };
    // Short of now: what is made must be valid already.
    clock.advance(AGO_MS - 100 * RENEWAL_CHECK_MS);
    await eventually('all three are new', async () => {
        clock.advance(RENEWAL_CHECK_MS);
        return ((await shown(webPort, ca.certificate)).serialNumber !== before.web.serialNumber &&
            (await shownByBroker(brokerPort, ca.certificate)).serialNumber !== before.broker.serialNumber &&
            (await kubeconfig()) !== before.admin);
    });
    const after = await shown(webPort, ca.certificate);
    expect(Date.parse(after.valid_to) - Date.parse(before.web.valid_to)).toBeGreaterThan(AGO_MS / 2);
    expect(after.subjectaltname).toBe(before.web.subjectaltname);
    // Who was connected stayed connected, and the broker did not restart.
    expect(broker.transport.connected()).toBe(true);
});
//# sourceMappingURL=hub-certificates.test.js.map