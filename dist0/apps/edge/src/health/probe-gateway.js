import { request } from 'node:http';
import {} from 'node:net';
import { PROBE_TIMEOUT_MS } from './limits.js';
/** Any gateway answers this somehow; whether a service is ready behind it is not asked here, but told by the agents. */
const PROBE_PATH = '/healthz';
/**
 * One probe over a connection of its own: to connect shows that the machine is there, and only an answer that the
 * process is not stopped or stuck. Never rejects.
 */
export function probeGateway(host, port) {
    return new Promise((resolve) => {
        const begin = performance.now();
        let connectMs;
        const sent = request({
            ...{ agent: false, host, port, path: PROBE_PATH },
            headers: { host: `${host.includes(':') ? `[${host}]` : host}:${port}`, 'user-agent': 'meridian-edge' },
        });
        const settle = (ok) => {
            clearTimeout(timer);
            sent.destroy();
            resolve({ ok, connectMs });
        };
        // What arrived while this process was busy is read before it counts as late.
        const timer = setTimeout(() => setImmediate(() => settle(false)), PROBE_TIMEOUT_MS);
        sent.once('socket', (socket) => socket.once('connect', () => {
            connectMs = performance.now() - begin;
        }));
        sent.once('response', () => settle(true));
        sent.on('error', () => settle(false));
        sent.end();
    });
}
//# sourceMappingURL=probe-gateway.js.map