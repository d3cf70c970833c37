import { DEFAULT_STORE_LIMITS } from '#libs/store';
import { type SimProcess } from './process.js';

const { lockProofMs, lockTrustMs, lockSilenceMs } = DEFAULT_STORE_LIMITS;

/** One process's hold of the hubs' lock. Postgres ends it with the session: at once when the process dies, later when it only stands still. */
export class SimTenure {
  private readonly lost = new AbortController();
  private provenAt: number;
  private released = false;

  constructor(private readonly process: SimProcess) {
    this.provenAt = process.clock.now();
    this.prove();
  }

  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** As the server sees it. */
  holds(now: number): boolean {
    return !this.released && this.process.isAlive() && now - this.provenAt < lockSilenceMs;
  }

  /** As its holder sees it. */
  held(): boolean {
    return !this.released && this.process.clock.now() - this.provenAt < lockTrustMs;
  }

  release(): Promise<void> {
    this.lose();
    return Promise.resolve();
  }

  /** The server has given it to another. The holder hears of it with its next proof. */
  lose(): void {
    this.released = true;
  }

  private prove(): void {
    this.process.clock.after(lockProofMs, () => {
      const now = this.process.clock.now();
      if (!this.holds(now)) {
        this.released = true;
        this.lost.abort();
        return;
      }
      this.provenAt = now;
      this.prove();
    });
  }
}
