import { encodeEdgeReport } from '#libs/protocol';
import {} from '#libs/process';
import {} from '#libs/transport';
/** Between two reports, ms; and between two that news make necessary. */
const REPORT_INTERVAL_MS = 2_000;
const NEWS_INTERVAL_MS = 100;
/** Tells the hub the state of the edge: again and again, and soon after news. */
export class Reporter {
    transport;
    clock;
    state;
    sequence = 0;
    lastMs = -Infinity;
    cancel = () => undefined;
    isSoon = false;
    isStopped = false;
    constructor(transport, clock, state) {
        this.transport = transport;
        this.clock = clock;
        this.state = state;
    }
    start() {
        this.send();
    }
    /** There is news. */
    soon() {
        if (this.isSoon || this.isStopped)
            return;
        this.isSoon = true;
        this.cancel();
        const waitMs = Math.max(0, this.lastMs + NEWS_INTERVAL_MS - this.clock.now());
        this.cancel = this.clock.after(waitMs, () => this.send());
    }
    stop() {
        this.isStopped = true;
        this.cancel();
    }
    send() {
        this.isSoon = false;
        this.lastMs = this.clock.now();
        this.cancel = this.clock.after(REPORT_INTERVAL_MS, () => this.send());
        if (!this.transport.connected())
            return;
        const report = {
            v: 1,
            type: 'edge',
            ...this.state(),
            sequence: ++this.sequence,
            at: this.lastMs,
        };
        this.transport.publishReport(encodeEdgeReport(report));
    }
}
//# sourceMappingURL=reporter.js.map