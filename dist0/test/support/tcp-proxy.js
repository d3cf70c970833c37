import { connect, createServer } from 'node:net';
/**
 * A link of a test that can go wrong: a TCP proxy on 127.0.0.1 that passes bytes to one port until it is told otherwise. A fault
 * meets the connections that are open and those that come, unless it says otherwise, and lasts until `open()`.
 */
export class TcpProxy {
    server;
    target;
    state = 'open';
    delayMs = 0;
    pairs = new Set();
    constructor(server, target) {
        this.server = server;
        this.target = target;
    }
    /** In front of `target`, a port of 127.0.0.1. */
    static async start(target) {
        const server = createServer({ pauseOnConnect: true });
        const proxy = new TcpProxy(server, target);
        server.on('connection', (client) => proxy.accept(client));
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        return proxy;
    }
    get port() {
        return this.server.address().port;
    }
    /** All is well again: what was held back by a stall goes on. */
    open() {
        this.state = 'open';
        this.delayMs = 0;
        for (const pair of this.pairs)
            if (!pair.forgotten)
                this.pass(pair);
    }
    /** Every connection is reset. */
    cut() {
        this.state = 'cut';
        this.reset();
    }
    /** Connections are accepted and stay open, and not a byte passes. */
    stall() {
        this.state = 'stalled';
        for (const pair of this.pairs)
            hold(pair);
    }
    /** Open connections are half-open: silent for ever, and not closed. New ones pass: a middlebox lost its table. */
    forget() {
        for (const pair of this.pairs) {
            pair.forgotten = true;
            hold(pair);
        }
    }
    /** Bytes arrive so much later, in their order. */
    delay(ms) {
        this.delayMs = ms;
    }
    async close() {
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.reset();
        await closed;
    }
    reset() {
        for (const { client, upstream } of this.pairs) {
            client.resetAndDestroy();
            upstream?.resetAndDestroy();
        }
    }
    accept(client) {
        if (this.state === 'cut') {
            client.resetAndDestroy();
            return;
        }
        const pair = { client, upstream: undefined, forgotten: false };
        this.pairs.add(pair);
        client.setNoDelay(true);
        client.on('error', () => client.destroy());
        client.once('close', () => {
            this.pairs.delete(pair);
            pair.upstream?.destroy();
        });
        if (this.state === 'open')
            this.pass(pair);
    }
    pass(pair) {
        pair.upstream ??= this.connect(pair);
        pair.client.resume();
        pair.upstream.resume();
    }
    connect(pair) {
        const { client } = pair;
        const upstream = connect({ host: '127.0.0.1', port: this.target, allowHalfOpen: false });
        upstream.setNoDelay(true);
        upstream.on('error', () => client.resetAndDestroy());
        upstream.once('close', () => {
            if (!pair.forgotten)
                client.destroy();
        });
        this.copy(client, upstream, pair);
        this.copy(upstream, client, pair);
        return upstream;
    }
    copy(from, to, pair) {
        const late = [];
        const write = (chunk) => {
            if (to.destroyed || to.write(chunk))
                return;
            from.pause();
            to.once('drain', () => {
                if (this.state === 'open' && !pair.forgotten)
                    from.resume();
            });
        };
        // One timer at a time, so that nothing overtakes.
        const next = () => {
            const [first] = late;
            if (!first)
                return;
            setTimeout(() => {
                late.shift();
                write(first.chunk);
                next();
            }, Math.max(0, first.at - performance.now()));
        };
        from.on('data', (chunk) => {
            if (this.delayMs === 0 && late.length === 0) {
                write(chunk);
                return;
            }
            late.push({ at: performance.now() + this.delayMs, chunk });
            if (late.length === 1)
                next();
        });
    }
}
/** What has arrived waits in the sockets, as it would in a network. */
function hold({ client, upstream }) {
    client.pause();
    upstream?.pause();
}
//# sourceMappingURL=tcp-proxy.js.map