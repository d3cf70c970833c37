import { once } from 'node:events';
import { createServer } from 'node:net';
import {} from '#libs/process';
import { plainIp } from './ip.js';
import { MAX_QUERY_BYTES, MAX_TCP_CONNECTIONS, TCP_IDLE_MS, TCP_LIFETIME_MS } from './limits.js';
/** DNS over TCP (RFC 7766): messages with their length before them, any number on one connection. */
export class TcpListener {
    options;
    server;
    sockets = new Set();
    constructor(options) {
        this.options = options;
    }
    async listen(host, port) {
        const server = createServer({ noDelay: true }, (socket) => this.serve(socket));
        server.maxConnections = MAX_TCP_CONNECTIONS;
        server.listen(port, host);
        await once(server, 'listening');
        server.on('error', this.options.onError);
        this.server = server;
    }
    async close() {
        const { server } = this;
        this.server = undefined;
        const closed = server === undefined ? undefined : once(server, 'close');
        server?.close();
        for (const socket of this.sockets)
            socket.destroy();
        await closed;
    }
    serve(socket) {
        const from = plainIp(socket.remoteAddress ?? '');
        const endLife = this.options.clock.after(TCP_LIFETIME_MS, () => socket.destroy());
        let waiting = Buffer.alloc(0);
        this.sockets.add(socket);
        socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
            endLife();
            this.sockets.delete(socket);
        });
        socket.on('data', (chunk) => {
            waiting = this.answerWhole(socket, from, waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]));
        });
        socket.on('drain', () => {
            waiting = this.answerWhole(socket, from, waiting);
            if (!socket.writableNeedDrain)
                socket.resume();
        });
    }
    /**
     * Answers the whole messages and gives back what is left. What nobody would ask ends the connection; an asker that
     * does not read its answers is neither answered nor read from until it does.
     */
    answerWhole(socket, from, waiting) {
        let at = 0;
        // The answers to one chunk go out together.
        socket.cork();
        while (waiting.length - at >= 2) {
            const length = waiting.readUInt16BE(at);
            const end = at + 2 + length;
            if (length <= MAX_QUERY_BYTES && waiting.length < end)
                break;
            const answer = length > MAX_QUERY_BYTES ? undefined : this.options.respond(waiting.subarray(at + 2, end), from);
            if (answer === undefined) {
                socket.destroy();
                return Buffer.alloc(0);
            }
            at = end;
            if (!socket.write(framed(answer))) {
                socket.pause();
                break;
            }
        }
        socket.uncork();
        return waiting.subarray(at);
    }
}
function framed(answer) {
    const whole = Buffer.allocUnsafe(answer.length + 2);
    whole.writeUInt16BE(answer.length);
    answer.copy(whole, 2);
    return whole;
}
//# sourceMappingURL=tcp-listener.js.map