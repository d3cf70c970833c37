import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { routeKeys } from '#libs/protocol';
import {} from './edge-host.js';
import { distribution, round } from './figures.js';
import { atRate, saturate } from './http-load.js';
const LINES = 64;
/** What V8 has compiled by then; on a busy machine the time is up first, and the figures say little. */
const WARM_REQUESTS = 30_000;
const WARM_MS = 6_000;
const RUN_MS = 3_000;
const KILL_RATE = 2_000;
export async function benchEdge(emit) {
    const children = [];
    try {
        const [a, b, edge] = [host('gateway', children), host('gateway', children), host('edge', children)];
        const [portA, portB, port] = await Promise.all([a, b, edge].map(portOf));
        if (!portA || !portB || !port)
            throw new Error('a process did not say where it listens');
        edge.send({ type: 'tables', tables: tablesFor(portA, portB) });
        const warm = await saturate(port, LINES, WARM_MS, WARM_REQUESTS);
        const before = await use(edge);
        const full = await saturate(port, LINES, RUN_MS);
        const after = await use(edge);
        const cpuUsPerRequest = round((after.cpuUs - before.cpuUs) / full.ms.length);
        const perSecond = Math.round(full.ms.length / full.seconds);
        const throughput = { perSecond, cpuUsPerRequest, perSecondOfOneCore: Math.round(1e6 / cpuUsPerRequest) };
        emit({ metric: 'throughput', ...throughput, failed: full.failed, warmedBy: warm.ms.length });
        const half = perSecond / 2;
        const directMs = distribution((await atRate(portA, half, RUN_MS)).ms);
        const throughMs = distribution((await atRate(port, half, RUN_MS)).ms);
        emit({ metric: 'latency', perSecond: Math.round(half), directMs, throughMs });
        const kill = await atRate(port, Math.min(KILL_RATE, half), RUN_MS, () => a.kill('SIGKILL'));
        const killed = { n: kill.ms.length, failed: kill.failed, slowestMs: distribution(kill.ms).max };
        emit({ metric: 'gateway killed', ...killed });
        return {
            throughput,
            directMs,
            throughMs,
            addedP99Ms: round(throughMs.p99 - directMs.p99),
            killed,
            rssMb: after.rssMb,
        };
    }
    finally {
        for (const child of children)
            child.kill('SIGKILL');
    }
}
function host(role, children) {
    const child = fork(join(import.meta.dirname, 'edge-host.js'), [role], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    return child;
}
async function portOf(child) {
    const [message] = (await once(child, 'message'));
    return message.type === 'port' ? message.port : 0;
}
async function use(edge) {
    const answered = once(edge, 'message');
    edge.send({ type: 'use' });
    const [message] = (await answered);
    if (message.type !== 'used')
        throw new Error('the edge answered something else');
    return message;
}
/** One service on one host, half and half in two clusters. */
function tablesFor(portA, portB) {
    const head = { v: 1, hubUid: 'bench', epoch: 1, version: 1 };
    const service = routeKeys.service('shop', 'web', '80');
    const cluster = (name, port) => ({
        ...{ ...head, key: routeKeys.cluster(name), type: 'cluster', cluster: name, region: 'eu', zones: [] },
        gateways: [`127.0.0.1:${port}`],
    });
    return [
        cluster('a', portA),
        cluster('b', portB),
        {
            ...{ ...head, key: service, type: 'service', namespace: 'shop', service: 'web', port: '80' },
            affinity: { type: 'none', ttlSeconds: 0 },
            timeouts: { connectMs: 1_000, responseMs: 10_000, idleMs: 30_000 },
            regions: [
                {
                    ...{ region: '', outcome: 'served', shed: 0 },
                    clusters: [
                        { cluster: 'a', weight: 128 },
                        { cluster: 'b', weight: 128 },
                    ],
                },
            ],
        },
        {
            ...{ ...head, key: routeKeys.host('shop.example'), type: 'host', host: 'shop.example' },
            rules: [{ path: '/', match: 'Prefix', ingress: 'shop/web', backends: [{ table: service, weight: 1 }] }],
        },
    ];
}
//# sourceMappingURL=edge.js.map