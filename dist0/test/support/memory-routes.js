import { decodeRoute, encodeEdgeReport, edgeReportSubject, } from '#libs/protocol';
import {} from '#libs/transport';
/** The broker of routing tables in memory; any number of hubs may be connected to it. */
export class MemoryRoutes {
    held = new Map();
    /** Everything that was published, in order. */
    log = [];
    resent = [];
    listeners = new Set();
    hub() {
        return {
            publishTable: (subject, payload) => {
                this.held.set(subject, payload);
                this.log.push(decodeRoute(payload, subject));
                return Promise.resolve();
            },
            heldTables: () => Promise.resolve([...this.held].map(([subject, payload]) => ({ subject, payload }))),
            ensureEdgeConsumer: () => Promise.resolve(),
            resendTo: (edge) => Promise.resolve(void this.resent.push(edge)),
            removeEdge: () => Promise.resolve(),
            onEdgeReport: (listener) => void this.listeners.add(listener),
            onConnect: () => undefined,
            connected: () => true,
            close: () => Promise.resolve(),
        };
    }
    /** The last value of a table. */
    table(key) {
        return this.log.findLast((one) => one.key === key);
    }
    say(report) {
        for (const listener of this.listeners)
            listener(edgeReportSubject(report.edge), encodeEdgeReport(report));
    }
}
//# sourceMappingURL=memory-routes.js.map