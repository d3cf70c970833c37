import {} from 'node:http';
import {} from 'node:net';
import {} from 'node:stream';
import {} from './certificates.js';
import {} from './check-request.js';
import { decide } from './decide.js';
import { Exchange } from './exchange.js';
import {} from './headers.js';
import { bodyOf, sendOwn } from './reply.js';
import {} from './route-book.js';
import { openTunnel, refuse } from './upgrade.js';
/** Where requests of all listeners come in. */
export class Front {
    proxy;
    certificates;
    whenIdle = () => undefined;
    constructor(proxy, certificates) {
        this.proxy = proxy;
        this.certificates = certificates;
    }
    onRequest = (request, reply) => {
        const socket = 'stream' in request ? request.stream.session?.socket : request.socket;
        const decision = this.decide(request, socket);
        if ('status' in decision) {
            this.proxy.counts.add(`own ${decision.status}`);
            // Who sends what is no proper request is not read on.
            const close = decision.status === 400 || bodyOf(request) !== 'none' || this.proxy.isStopping;
            sendOwn(reply, decision, close);
            return;
        }
        this.begin(decision.routes, (done) => reply.once('close', done));
        const client = clientOf(socket, decision);
        const { target, service } = decision;
        new Exchange(this.proxy, { request, reply, target, service, client }).start();
    };
    onWebSocket = (request, socket, head) => {
        socket.on('error', () => socket.destroy());
        const decision = this.decide(request, request.socket);
        if ('status' in decision) {
            this.proxy.counts.add(`own ${decision.status}`);
            refuse(socket, decision);
            return;
        }
        this.begin(decision.routes, (done) => socket.once('close', done));
        const client = clientOf(request.socket, decision);
        openTunnel(this.proxy, { request, socket, head, decision, client });
    };
    /** Resolves when nothing is under way any more. */
    idle() {
        if (this.proxy.requests === 0)
            return Promise.resolve();
        return new Promise((resolve) => {
            this.whenIdle = resolve;
        });
    }
    decide(request, socket) {
        const { method = '', url = '', rawHeaders: raw } = request;
        const sni = isTls(socket) ? socket.servername : undefined;
        return decide(this.proxy, this.certificates, { method, url, raw, sni });
    }
    begin(routes, onEnd) {
        const { proxy } = this;
        proxy.budget.request();
        proxy.requests += 1;
        routes.load.requests += 1;
        onEnd(() => {
            proxy.requests -= 1;
            routes.load.requests -= 1;
            if (proxy.requests === 0)
                this.whenIdle();
        });
    }
}
function isTls(socket) {
    return socket?.encrypted === true;
}
function clientOf(socket, { target }) {
    const address = (socket?.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
    return { address, protocol: isTls(socket) ? 'https' : 'http', host: target.authority };
}
//# sourceMappingURL=serve.js.map