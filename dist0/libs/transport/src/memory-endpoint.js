import { TransportError } from './transport-error.js';
import {} from './transport.js';
/** One connection to a broker in memory. */
export class MemoryEndpoint {
    name;
    cut = false;
    onUp = () => undefined;
    closed = false;
    seats = new Set();
    constructor(name) {
        this.name = name;
    }
    connected() {
        return !this.cut && !this.closed;
    }
    /** @throws TransportError while cut off or closed */
    check() {
        if (this.connected())
            return Promise.resolve();
        const failure = this.closed ? 'closed' : 'disconnected';
        return Promise.reject(new TransportError(failure, 'the broker is not connected'));
    }
    /** A subscription that outlives its consumer: it takes its seat again when there is one anew. */
    subscribed(subscribe) {
        const seat = { subscribe, current: subscribe() };
        this.seats.add(seat);
        return {
            stop: async () => {
                this.seats.delete(seat);
                await seat.current?.stop();
            },
        };
    }
    attach() {
        for (const seat of this.seats)
            seat.current ??= seat.subscribe();
    }
    /** The consumers are gone. */
    detach() {
        for (const seat of this.seats) {
            void seat.current?.stop();
            seat.current = undefined;
        }
    }
    async stop() {
        const stops = [...this.seats].map((seat) => Promise.resolve(seat.current?.stop()));
        this.seats.clear();
        await Promise.all(stops);
        this.closed = true;
    }
}
//# sourceMappingURL=memory-endpoint.js.map