import { clusterToken, edgeReportSubject } from '#libs/protocol';
import { BrokerLink } from './broker-link.js';
import { edgeInboxPrefix } from './permissions.js';
import { PullSubscription } from './pull-subscription.js';
import { ROUTE_STREAM } from './streams.js';
import {} from './transport.js';
/**
 * The edge's end over JetStream. Connects in the background, for ever. It uses nothing but its own inbox, its consumer's
 * next and ack, and its own reports: what its credentials allow.
 */
export function createEdgeTransport(options) {
    return new JetStreamEdge(options);
}
class JetStreamEdge {
    options;
    link;
    subscriptions = new Set();
    constructor(options) {
        this.options = options;
        this.link = new BrokerLink({ ...options, inboxPrefix: edgeInboxPrefix(options.edge) });
    }
    connected() {
        return this.link.current() !== undefined;
    }
    onConnect(listener) {
        this.link.listen({ up: () => listener(), down: () => undefined });
    }
    consumeRoutes(handler) {
        const { edge, logger, maxBatch } = this.options;
        const subscription = new PullSubscription({
            link: this.link,
            stream: ROUTE_STREAM,
            consumer: clusterToken(edge),
            handler,
            logger,
            ...(maxBatch ? { maxBatch } : {}),
        });
        this.subscriptions.add(subscription);
        return Promise.resolve(subscription);
    }
    publishReport(payload) {
        this.link.current()?.publish(edgeReportSubject(this.options.edge), payload);
    }
    async close() {
        await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
        await this.link.close();
    }
}
//# sourceMappingURL=jetstream-edge.js.map