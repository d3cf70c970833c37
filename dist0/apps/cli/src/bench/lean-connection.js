import { once } from 'node:events';
import { connect } from 'node:tls';
import {} from '../kube-http.js';
/**
 * One HTTP/1.1 connection that does no more than it must, so that a benchmark measures the server: requests one after the other
 * with answers of a known length, or one watch.
 */
export class LeanConnection {
    socket;
    host;
    waiting;
    received = [];
    size = 0;
    needed = 0;
    constructor(socket, host) {
        this.socket = socket;
        this.host = host;
    }
    static async open({ url, tls }) {
        const { hostname, port, host } = new URL(url);
        const socket = connect({ host: hostname, port: Number(port || 443), ...tls });
        socket.setNoDelay(true);
        await once(socket, 'secureConnect');
        return new LeanConnection(socket, host);
    }
    /** @throws Error when the server closes the connection or answers without a length */
    async ask(method, path, accept, body = '') {
        if (this.socket.listenerCount('data') === 0)
            this.listen();
        const answer = await new Promise((resolve) => {
            this.waiting = resolve;
            this.socket.write(this.head(method, path, accept, body));
        });
        if (answer instanceof Error)
            throw answer;
        return answer;
    }
    /** Begins a watch; `onEvents` is called whenever something of it arrives. Resolves when the server has accepted it. */
    async watch(path, onEvents) {
        this.socket.write(this.head('GET', path, 'application/json', ''));
        const [head] = (await once(this.socket, 'data'));
        if (!head.toString('latin1').startsWith('HTTP/1.1 200'))
            throw new Error('the watch was refused');
        this.socket.on('data', onEvents);
    }
    close() {
        this.socket.destroy();
    }
    head(method, path, accept, body) {
        const about = body === ''
            ? ''
            : `content-type: application/json\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n`;
        return `${method} ${path} HTTP/1.1\r\nhost: ${this.host}\r\naccept: ${accept}\r\n${about}\r\n${body}`;
    }
    listen() {
        this.socket.on('data', (chunk) => {
            this.received.push(chunk);
            this.size += chunk.length;
            if (this.size >= this.needed)
                this.take();
        });
        const end = () => this.settle(new Error('the server closed the connection'));
        this.socket.once('close', end).once('error', end);
    }
    take() {
        const all = this.received.length === 1 && this.received[0] ? this.received[0] : Buffer.concat(this.received);
        this.received = [all];
        const end = all.indexOf('\r\n\r\n');
        if (end < 0)
            return;
        const head = all.toString('latin1', 0, end);
        const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
        if (length === undefined) {
            this.settle(new Error(`an answer without a length: ${head}`));
            return;
        }
        this.needed = end + 4 + Number(length);
        if (all.length < this.needed)
            return;
        const answer = { status: Number(head.slice(9, 12)), body: all.subarray(end + 4, this.needed) };
        this.received = [];
        this.size = this.needed = 0;
        this.settle(answer);
    }
    settle(answer) {
        const { waiting } = this;
        this.waiting = undefined;
        waiting?.(answer);
    }
}
//# sourceMappingURL=lean-connection.js.map