import { createServer } from 'node:http';
import { once } from 'node:events';
import {} from 'node:net';
/** A cluster's gateway: a small HTTP server that can be killed or hang as a whole. */
export class TestGateway {
    server;
    cluster;
    requests = [];
    sockets = new Set();
    isHung = false;
    port = 0;
    constructor(server, cluster) {
        this.server = server;
        this.cluster = cluster;
    }
    /** `answer`: what it does with requests but probes; by default it tells its cluster's name. */
    static async start(cluster, answer, port = 0) {
        const server = createServer();
        const gateway = new TestGateway(server, cluster);
        server.on('connection', (socket) => {
            gateway.sockets.add(socket);
            socket.on('error', () => undefined);
            socket.once('close', () => gateway.sockets.delete(socket));
        });
        server.on('request', (request, response) => {
            if (gateway.isHung)
                return;
            if (request.url === '/healthz') {
                response.end('ok');
                return;
            }
            gateway.requests.push(request);
            if (answer)
                answer(request, response);
            else
                response.setHeader('x-cluster', cluster).end(`${cluster}\n`);
        });
        server.listen(port, '127.0.0.1');
        await once(server, 'listening');
        gateway.port = server.address().port;
        return gateway;
    }
    get address() {
        return `127.0.0.1:${this.port}`;
    }
    get http() {
        return this.server;
    }
    /** As kill -9: connections break, new ones are refused. */
    async kill() {
        if (!this.server.listening)
            return;
        const closed = once(this.server, 'close');
        this.server.close();
        for (const socket of this.sockets)
            socket.destroy();
        await closed;
    }
    /** As SIGSTOP: connections are taken and nothing is answered. */
    hang() {
        this.isHung = true;
    }
}
//# sourceMappingURL=gateway.js.map