import { Agent, request } from 'node:http';
import {} from './edges.js';
const REQUEST_TIMEOUT_MS = 5_000;
/** One GET of `/` at an edge, over a connection of its own, as curl would. Never rejects. */
export function visit({ http }) {
    const begin = performance.now();
    const ms = () => performance.now() - begin;
    return new Promise((resolve) => {
        const agent = new Agent({ keepAlive: false });
        const running = request(`http://${http}/`, { agent, timeout: REQUEST_TIMEOUT_MS }, (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
            response.on('error', (error) => resolve({ cluster: undefined, text: error.message, ms: ms() }));
            response.on('end', () => {
                const served = response.statusCode === 200 ? response.headers['x-cluster'] : undefined;
                const cluster = typeof served === 'string' ? served : undefined;
                resolve({ cluster, text: cluster === undefined ? `${response.statusCode} ${text}` : text, ms: ms() });
            });
        });
        running.on('timeout', () => running.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS} ms`)));
        running.on('error', (error) => resolve({ cluster: undefined, text: error.message, ms: ms() }));
        running.end();
    });
}
/** Clients that come to each edge again and again, until they are told to stop. */
export class Clients {
    visits = new Map();
    controller = new AbortController();
    running;
    /** Each edge gets a request every `everyMs`. */
    constructor(edges, everyMs) {
        this.running = Promise.all(edges.map((edge) => this.comeTo(edge, everyMs)));
    }
    /** How many of the visits since the last call were served by each cluster, by region of the edge; and what failed. */
    take() {
        const served = new Map();
        const failed = [];
        for (const [region, visits] of this.visits) {
            const counts = new Map();
            for (const one of visits.splice(0)) {
                if (one.cluster === undefined)
                    failed.push(one);
                else
                    counts.set(one.cluster, (counts.get(one.cluster) ?? 0) + 1);
            }
            served.set(region, counts);
        }
        return { served, failed };
    }
    async stop() {
        this.controller.abort();
        await this.running;
    }
    async comeTo(edge, everyMs) {
        const visits = [];
        this.visits.set(edge.region, visits);
        while (!this.controller.signal.aborted) {
            const one = await visit(edge);
            visits.push(one);
            await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - one.ms)));
        }
    }
}
//# sourceMappingURL=clients.js.map