import { createServer } from 'node:http';
import { isJsonObject } from '#libs/apimachinery';
import {} from '#libs/controller-runtime';
import {} from '#libs/process';
import { pickService } from './pick-service.js';
/**
 * Answers HTTP for the cluster's Ingresses with a page that names the cluster: 404 where no Ingress leads anywhere, 503 where
 * the Service has no ready endpoint. @throws Error when it cannot listen
 */
export async function startGateway(options) {
    let hangs = false;
    let waiting = [];
    const server = createServer((request, response) => {
        request.resume();
        if (hangs)
            waiting.push(() => answer(options, request, response));
        else
            answer(options, request, response);
    });
    const { host } = options.listen;
    const port = await listenOn(server, options.listen);
    return {
        address: `${host.includes(':') ? `[${host}]` : host}:${port}`,
        hang: (on) => {
            hangs = on;
            if (on)
                return;
            for (const one of waiting)
                one();
            waiting = [];
        },
        close: () => new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
        }),
    };
}
function answer({ cluster, ingresses, slices }, request, response) {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    const path = new URL(request.url ?? '/', 'http://gateway').pathname;
    const service = pickService(ingresses.list(), host, path);
    if (service === undefined) {
        send(response, 404, `no Ingress of ${cluster} leads here\n`);
        return;
    }
    const ready = readyEndpoints(slices.list(), service);
    if (ready === 0)
        send(response, 503, `${service} has no ready endpoint in ${cluster}\n`);
    else
        send(response, 200, `${service} from ${cluster}\n`, { 'x-cluster': cluster });
}
function send(response, status, text, headers = {}) {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text);
}
function readyEndpoints(slices, service) {
    let ready = 0;
    for (const { metadata, endpoints } of slices) {
        if (`${metadata.namespace ?? ''}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}` !== service)
            continue;
        for (const endpoint of Array.isArray(endpoints) ? endpoints : []) {
            const conditions = isJsonObject(endpoint) && isJsonObject(endpoint['conditions']) ? endpoint['conditions'] : {};
            if (conditions['ready'] !== false)
                ready += 1;
        }
    }
    return ready;
}
function listenOn(server, { host, port }) {
    return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : port);
        });
    });
}
//# sourceMappingURL=gateway.js.map