import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { silentLogger } from '#libs/process';
import { startSimulator } from '../../apps/simulator/src/start-simulator.js';
import { eventually } from '../support/eventually.js';
jest.setTimeout(60_000);
const INGRESSES = { group: 'networking.k8s.io', resource: 'ingresses' };
const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };
const metadata = { name: 'web', namespace: 'default' };
describe('the gateway of a simulated cluster', () => {
    let simulator;
    beforeAll(async () => {
        simulator = await startSimulator({
            cluster: 'one',
            listen: { host: '127.0.0.1', port: 0 },
            gatewayListen: { host: '127.0.0.1', port: 0 },
            nodes: 1,
            nodeCpu: '4',
            podReadyMs: 0,
            logger: silentLogger,
        });
        const { client } = simulator;
        const template = {
            metadata: { labels: { app: 'web' } },
            spec: { containers: [{ name: 'web', image: 'web' }] },
        };
        await client.create(DEPLOYMENTS, {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata,
            spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template },
        });
        await client.create({ group: '', resource: 'services' }, {
            apiVersion: 'v1',
            kind: 'Service',
            metadata,
            spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
        });
        const path = {
            path: '/shop',
            pathType: 'Prefix',
            backend: { service: { name: 'web', port: { number: 80 } } },
        };
        await client.create(INGRESSES, {
            apiVersion: 'networking.k8s.io/v1',
            kind: 'Ingress',
            metadata,
            spec: { rules: [{ host: 'shop.example.com', http: { paths: [path] } }] },
        });
    });
    afterAll(() => simulator.stop());
    function get(path, host = 'shop.example.com', signal) {
        const [hostname = '', port = ''] = simulator.gateway?.address.split(':') ?? [];
        return new Promise((resolve, reject) => {
            request({ hostname, port, path, headers: { host }, agent: false, ...(signal ? { signal } : {}) }, (response) => {
                let text = '';
                response.on('data', (chunk) => (text += chunk.toString()));
                response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
            })
                .on('error', reject)
                .end();
        });
    }
    it('names the cluster where endpoints are ready, and answers 503 where none are', async () => {
        await eventually('ready', async () => (await get('/shop/cart')).status === 200);
        expect(await get('/shop')).toEqual({ status: 200, text: 'default/web from one\n' });
        expect((await get('/shopping')).status).toBe(404);
        expect((await get('/shop', 'other.example.com')).status).toBe(404);
        await simulator.client.modify({ ...DEPLOYMENTS, ...metadata }, (one) => ({
            ...one,
            spec: { ...one['spec'], replicas: 0 },
        }));
        await eventually('empty', async () => (await get('/shop')).status === 503);
    });
    it('hangs and dies when it is told to', async () => {
        simulator.gateway?.hang(true);
        const waiting = get('/shop');
        const first = await Promise.race([
            waiting,
            new Promise((resolve) => setImmediate(() => resolve('nothing'))),
        ]);
        expect(first).toBe('nothing');
        simulator.gateway?.hang(false);
        expect((await waiting).status).toBe(503);
        await simulator.gateway?.close();
        await expect(get('/shop')).rejects.toThrow('ECONNREFUSED');
    });
});
//# sourceMappingURL=simulator-gateway.test.js.map