import { clusterToken, reportSubject } from '#libs/protocol';
import { BrokerLink } from './broker-link.js';
import { agentInboxPrefix } from './permissions.js';
import { Publisher } from './publisher.js';
import { PullSubscription } from './pull-subscription.js';
import { WORK_STREAM } from './streams.js';
import {} from './transport.js';
/**
 * The agent's end over JetStream. Connects in the background, for ever. It uses nothing but its own inbox, its
 * consumer's next and ack, and its own reports: what its credentials allow.
 */
export function createAgentTransport(options) {
    return new JetStreamAgent(options);
}
class JetStreamAgent {
    options;
    link;
    publisher;
    subscriptions = new Set();
    constructor(options) {
        this.options = options;
        this.link = new BrokerLink({ ...options, inboxPrefix: agentInboxPrefix(options.cluster) });
        this.publisher = new Publisher(this.link, options.maxInFlight);
    }
    connected() {
        return this.link.current() !== undefined;
    }
    onConnect(listener) {
        this.link.listen({ up: () => listener(), down: () => undefined });
    }
    consumeWork(handler) {
        const { cluster, logger, maxBatch, pullExpiresMs } = this.options;
        const subscription = new PullSubscription({
            link: this.link,
            stream: WORK_STREAM,
            consumer: clusterToken(cluster),
            handler,
            logger,
            ...(maxBatch ? { maxBatch } : {}),
            ...(pullExpiresMs ? { expiresMs: pullExpiresMs } : {}),
        });
        this.subscriptions.add(subscription);
        return Promise.resolve(subscription);
    }
    publishReport(key, payload) {
        return this.publisher.publish(reportSubject(this.options.cluster, key), payload);
    }
    async close() {
        await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
        this.publisher.close();
        await this.link.close();
    }
}
//# sourceMappingURL=jetstream-agent.js.map