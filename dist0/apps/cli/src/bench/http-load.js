import { once } from 'node:events';
import { connect } from 'node:net';
const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n');
/** One connection with one request at a time; answers must have a Content-Length of one digit. */
class Line {
    socket;
    ms;
    onFailure;
    got = '';
    begin = 0;
    done;
    constructor(socket, ms, onFailure) {
        this.socket = socket;
        this.ms = ms;
        this.onFailure = onFailure;
        socket.on('data', (chunk) => this.receive(chunk));
        socket.on('error', () => socket.destroy());
        socket.once('close', () => {
            if (this.done)
                this.onFailure();
            this.done?.();
        });
    }
    static async open(port, ms, onFailure) {
        const socket = connect({ port, host: '127.0.0.1', noDelay: true });
        await once(socket, 'connect');
        return new Line(socket, ms, onFailure);
    }
    get isFree() {
        return this.done === undefined && !this.socket.destroyed;
    }
    /** `since`: when the request should have been sent: waiting for a free line counts. */
    send(since, done) {
        this.begin = since;
        this.done = done;
        this.socket.write(REQUEST);
    }
    close() {
        this.done = undefined;
        this.socket.destroy();
    }
    receive(chunk) {
        this.got += chunk.toString('latin1');
        const head = this.got.indexOf('\r\n\r\n');
        const length = Number(/content-length: (\d+)/i.exec(this.got)?.[1] ?? NaN);
        if (head < 0 || this.got.length < head + 4 + length)
            return;
        this.ms.push(performance.now() - this.begin);
        if (!this.got.startsWith('HTTP/1.1 200'))
            this.onFailure();
        this.got = '';
        const { done } = this;
        this.done = undefined;
        done?.();
    }
}
/** As many as go, from `lines` connections that always have one request under way; until `most` are answered. */
export async function saturate(port, lines, forMs, most = Infinity) {
    return withLines(port, lines, async (all) => {
        const end = performance.now() + forMs;
        let left = most;
        await Promise.all(all.map((line) => new Promise((resolve) => {
            const next = () => {
                if (performance.now() >= end || left-- <= 0 || !line.isFree)
                    resolve();
                else
                    line.send(performance.now(), next);
            };
            next();
        })));
    });
}
/** `perSecond` of them, whatever the answers take; `halfWay` runs once in the middle. */
export async function atRate(port, perSecond, forMs, halfWay = () => undefined) {
    return withLines(port, 128, async (all) => {
        const begin = performance.now();
        const total = Math.round((perSecond * forMs) / 1_000);
        let [sent, isHalf] = [0, false];
        while (sent < total) {
            const due = Math.min(total, Math.floor(((performance.now() - begin) * perSecond) / 1_000));
            for (; sent < due; sent += 1) {
                const line = all.find(({ isFree }) => isFree);
                if (line === undefined)
                    break;
                line.send(begin + (sent * 1_000) / perSecond, () => undefined);
            }
            if (!isHalf && sent * 2 > total) {
                isHalf = true;
                halfWay();
            }
            await new Promise((resolve) => setTimeout(resolve, 1));
        }
        while (all.some((line) => !line.isFree))
            await new Promise((resolve) => setTimeout(resolve, 5));
    });
}
async function withLines(port, lines, run) {
    const ms = [];
    let failed = 0;
    const all = await Promise.all(Array.from({ length: lines }, () => Line.open(port, ms, () => (failed += 1))));
    const begin = performance.now();
    await run(all);
    const seconds = (performance.now() - begin) / 1_000;
    for (const line of all)
        line.close();
    return { ms, failed, seconds };
}
//# sourceMappingURL=http-load.js.map