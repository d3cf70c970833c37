import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { systemClock } from '#libs/process';
import { createSealingKeys } from '#libs/protocol';
import { EmbeddedDriver } from '../../apps/edge/src/embedded/embedded-driver.js';
import { GatewayHealth } from '../../apps/edge/src/health/gateway-health.js';
import { probeGateway } from '../../apps/edge/src/health/probe-gateway.js';
const LOCAL = { host: '127.0.0.1', port: 0 };
/** The proxy and the probes of an edge, without hub and broker. */
export class TestEdge {
    sealing = createSealingKeys();
    health;
    driver;
    agent = new Agent({ keepAlive: true, maxSockets: 64 });
    http = 0;
    https = 0;
    constructor() {
        this.driver = new EmbeddedDriver({
            ...{
                edge: 'edge-1',
                region: 'eu',
                sealing: this.sealing,
                http: LOCAL,
                https: LOCAL,
                random: Math.random,
            },
            onUnreachable: (address) => this.health.unreachable(address),
        });
        this.health = new GatewayHealth({
            clock: systemClock,
            probe: probeGateway,
            onChange: (address, isHealthy) => this.driver.gatewayChanged(address, isHealthy),
        });
    }
    async start(...tables) {
        ({ http: this.http, https: this.https } = await this.driver.start());
        this.apply(...tables);
        this.health.start();
    }
    apply(...tables) {
        this.health.apply(tables);
        return this.driver.apply(tables);
    }
    async stop() {
        this.health.stop();
        this.agent.destroy();
        await this.driver.stop(100);
    }
    get(path, headers = {}, method = 'GET', body) {
        return new Promise((resolve, reject) => {
            const { http: port, agent } = this;
            const sent = request({ host: '127.0.0.1', port, path, method, agent, headers: { host: 'shop.example', ...headers } }, (answer) => {
                const chunks = [];
                answer.on('data', (chunk) => chunks.push(chunk));
                answer.once('error', reject);
                answer.once('end', () => {
                    const { statusCode: status = 0, headers: got } = answer;
                    resolve({ status, headers: got, body: Buffer.concat(chunks).toString('latin1') });
                });
            });
            sent.once('error', reject);
            sent.end(body);
        });
    }
    /** Sends bytes as they are; answers what comes back until the connection ends or goes silent after an answer. */
    async raw(text, waitMs = 500) {
        const socket = connect(this.http, '127.0.0.1');
        let got = '';
        socket.on('data', (chunk) => (got += chunk.toString('latin1')));
        socket.on('error', () => undefined);
        socket.write(text, 'latin1');
        let timer;
        await Promise.race([once(socket, 'close'), new Promise((done) => (timer = setTimeout(done, waitMs)))]);
        clearTimeout(timer);
        socket.destroy();
        return got;
    }
}
//# sourceMappingURL=test-edge.js.map