import { createServer } from 'node:http';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import {} from '#libs/process';
/** With the numbers of the process itself: memory, event loop, garbage collection. */
export function createRegistry() {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    return registry;
}
/** Numbers that `collect` reads when somebody asks, so that nothing is counted twice. */
export function addGauge(registry, what, collect) {
    const made = new Gauge({
        ...what,
        registers: [registry],
        collect: () => {
            made.reset();
            collect((labels, value) => made.set(labels, value));
        },
    });
}
/** `/metrics` over HTTP without authentication: only where the operator asked for it. @throws Error when the port is taken */
export function listenForMetrics(registry, address, shutdown) {
    const server = createServer((request, response) => {
        if (request.url !== '/metrics') {
            response.writeHead(404).end();
            return;
        }
        void registry.metrics().then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text), () => response.writeHead(500).end());
    });
    shutdown.add('metrics', () => new Promise((resolve) => void server.close(() => resolve())));
    return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(address.port, address.host, resolve);
    });
}
//# sourceMappingURL=metrics.js.map