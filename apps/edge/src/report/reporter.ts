import { encodeEdgeReport, type EdgeReport } from '#libs/protocol';
import { type Clock } from '#libs/process';
import { type EdgeTransport } from '#libs/transport';

/** Between two reports, ms; and between two that news make necessary. */
const REPORT_INTERVAL_MS = 2_000;
const NEWS_INTERVAL_MS = 100;

/** Everything that is told, but for who tells it the how many'th time. */
export type EdgeState = Omit<EdgeReport, 'v' | 'type' | 'sequence' | 'at'>;

/** Tells the hub the state of the edge: again and again, and soon after news. */
export class Reporter {
  private sequence = 0;
  private lastMs = -Infinity;
  private cancel: () => void = () => undefined;
  private isSoon = false;
  private isStopped = false;

  constructor(
    private readonly transport: EdgeTransport,
    private readonly clock: Clock,
    private readonly state: () => EdgeState,
  ) {}

  start(): void {
    this.send();
  }

  /** There is news. */
  soon(): void {
    if (this.isSoon || this.isStopped) return;
    this.isSoon = true;
    this.cancel();
    const waitMs = Math.max(0, this.lastMs + NEWS_INTERVAL_MS - this.clock.now());
    this.cancel = this.clock.after(waitMs, () => this.send());
  }

  stop(): void {
    this.isStopped = true;
    this.cancel();
  }

  private send(): void {
    this.isSoon = false;
    this.lastMs = this.clock.now();
    this.cancel = this.clock.after(REPORT_INTERVAL_MS, () => this.send());
    if (!this.transport.connected()) return;
    const report = {
      v: 1,
      type: 'edge',
      ...this.state(),
      sequence: ++this.sequence,
      at: this.lastMs,
    } as const;
    this.transport.publishReport(encodeEdgeReport(report));
  }
}
