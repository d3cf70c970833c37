import { TransportError } from './transport-error.js';
import { type Subscription } from './transport.js';

interface Seat {
  /** Undefined while the consumer is not there. */
  readonly subscribe: () => Subscription | undefined;
  current: Subscription | undefined;
}

/** One connection to a broker in memory. */
export class MemoryEndpoint {
  cut = false;
  onUp: (fresh: boolean) => void = () => undefined;
  private closed = false;
  private readonly seats = new Set<Seat>();

  constructor(readonly name: string) {}

  connected(): boolean {
    return !this.cut && !this.closed;
  }

  /** @throws TransportError while cut off or closed */
  check(): Promise<void> {
    if (this.connected()) return Promise.resolve();
    const failure = this.closed ? 'closed' : 'disconnected';
    return Promise.reject(new TransportError(failure, 'the broker is not connected'));
  }

  /** A subscription that outlives its consumer: it takes its seat again when there is one anew. */
  subscribed(subscribe: () => Subscription | undefined): Subscription {
    const seat: Seat = { subscribe, current: subscribe() };
    this.seats.add(seat);
    return {
      stop: async () => {
        this.seats.delete(seat);
        await seat.current?.stop();
      },
    };
  }

  attach(): void {
    for (const seat of this.seats) seat.current ??= seat.subscribe();
  }

  /** The consumers are gone. */
  detach(): void {
    for (const seat of this.seats) {
      void seat.current?.stop();
      seat.current = undefined;
    }
  }

  async stop(): Promise<void> {
    const stops = [...this.seats].map((seat) => Promise.resolve(seat.current?.stop()));
    this.seats.clear();
    await Promise.all(stops);
    this.closed = true;
  }
}
