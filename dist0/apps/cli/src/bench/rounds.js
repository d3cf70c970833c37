import {} from '#libs/apimachinery';
import {} from '../kube-http.js';
import {} from './object-watch.js';
/** What several benchmarks do. */
export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const CONNECTIONS = 16;
/** Sends all bodies over a few connections, each as soon as one is free. */
export async function postAll(client, collection, bodies) {
    const queue = bodies[Symbol.iterator]();
    const connection = async () => {
        for (let next = queue.next(); next.done !== true; next = queue.next())
            await client.call({ method: 'POST', path: collection, body: next.value });
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
}
/** Resolves with the time (performance.now) when the last of `names` was seen by the last of `watches`. */
export async function arrivals(watches, names) {
    const times = await Promise.all(watches.flatMap((watch) => names.map((name) => watch.when(name))));
    return Math.max(...times);
}
export function configMap(name) {
    return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'default' },
        data: { text: 'x'.repeat(512) },
    };
}
export function numbered(prefix, count) {
    return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}
//# sourceMappingURL=rounds.js.map