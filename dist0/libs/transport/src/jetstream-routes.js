import { clusterToken } from '#libs/protocol';
import { sleep, systemClock } from '#libs/process';
import { nuid } from 'nats';
import { BrokerLink } from './broker-link.js';
import { API_TIMEOUT_MS, RECONNECT_FIRST_MS, RECONNECT_MAX_MS, STREAM_CHECK_MS } from './limits.js';
import { Publisher } from './publisher.js';
import { PullSubscription } from './pull-subscription.js';
import {} from './route-transport.js';
import { consumerNames, edgeConsumer, ensureStream, missingAsUndefined, ROUTE_STREAM, routeStream, } from './streams.js';
import { TransportError } from './transport-error.js';
import {} from './transport.js';
const EDGE_REPORTS = 'edge.*.report';
const READ_NANOS = 30e9;
/** The hub's end over JetStream, on a connection of its own: a burst of work does not hold up traffic. */
export function createRouteTransport(options) {
    return new JetStreamRoutes(options);
}
class JetStreamRoutes {
    options;
    link;
    publisher;
    logger;
    edges = new Set();
    connectListeners = [];
    reportListeners = [];
    closing = new AbortController();
    connection;
    session;
    consumers = new Set();
    incarnation = '';
    constructor(options) {
        this.options = options;
        this.logger = options.logger;
        this.link = new BrokerLink(options);
        this.publisher = new Publisher(this.link);
        this.link.listen(this);
    }
    up(connection) {
        this.connection = connection;
        connection.subscribe(EDGE_REPORTS, {
            callback: (error, message) => {
                if (error)
                    return;
                for (const listener of this.reportListeners)
                    listener(message.subject, message.data);
            },
        });
        void this.watch(connection);
    }
    down() {
        this.connection = undefined;
        this.session = undefined;
    }
    connected() {
        return this.session !== undefined;
    }
    onConnect(listener) {
        this.connectListeners.push(listener);
    }
    onEdgeReport(listener) {
        this.reportListeners.push(listener);
    }
    publishTable(subject, payload) {
        return this.publisher.publish(subject, payload);
    }
    async heldTables() {
        const { manager } = this.connectedSession();
        // A consumer of the moment; the broker forgets it by itself should we not live to do so.
        const wanted = { ...edgeConsumer('hub'), name: `hub-${nuid.next()}` };
        delete wanted.durable_name;
        const made = await manager.consumers.add(ROUTE_STREAM, { ...wanted, inactive_threshold: READ_NANOS });
        const { name, num_pending: expected } = made;
        try {
            return await this.readTables(name, expected);
        }
        finally {
            await missingAsUndefined(manager.consumers.delete(ROUTE_STREAM, name));
        }
    }
    async readTables(consumer, expected) {
        if (expected === 0)
            return [];
        const held = new Map();
        let reading;
        let timer;
        await new Promise((resolve, reject) => {
            const late = new TransportError('timeout', 'the broker did not give all routing tables');
            timer = setTimeout(() => reject(late), API_TIMEOUT_MS);
            let seen = 0;
            const handler = (deliveries) => {
                for (const { subject, payload } of deliveries)
                    held.set(subject, payload);
                seen += deliveries.length;
                timer?.refresh();
                if (seen >= expected)
                    resolve();
                return Promise.resolve(deliveries.map(() => ({ kind: 'done' })));
            };
            const { link, logger } = this;
            reading = new PullSubscription({ link, stream: ROUTE_STREAM, consumer, handler, logger });
        }).finally(() => {
            clearTimeout(timer);
            return reading?.stop();
        });
        return [...held].map(([subject, payload]) => ({ subject, payload }));
    }
    async ensureEdgeConsumer(edge) {
        this.edges.add(edge);
        const token = clusterToken(edge);
        if (!this.session || this.consumers.has(token))
            return;
        await this.session.manager.consumers.add(ROUTE_STREAM, edgeConsumer(edge));
        this.consumers.add(token);
    }
    async resendTo(edge) {
        const { manager } = this.connectedSession();
        const token = clusterToken(edge);
        this.consumers.delete(token);
        await missingAsUndefined(manager.consumers.delete(ROUTE_STREAM, token));
        await this.ensureEdgeConsumer(edge);
    }
    async removeEdge(edge) {
        const token = clusterToken(edge);
        this.edges.delete(edge);
        this.consumers.delete(token);
        await missingAsUndefined(this.connectedSession().manager.consumers.delete(ROUTE_STREAM, token));
    }
    async close() {
        this.closing.abort();
        this.publisher.close();
        await this.link.close();
    }
    /** Checks the stream on connect and then every few seconds, as long as this connection lives. */
    async watch(connection) {
        const { signal } = this.closing;
        let retryMs = RECONNECT_FIRST_MS;
        while (this.connection === connection && !signal.aborted) {
            try {
                const manager = await connection.jetstreamManager({ checkAPI: false, timeout: API_TIMEOUT_MS });
                await this.check({ connection, manager });
                retryMs = RECONNECT_FIRST_MS;
                await sleep(systemClock, STREAM_CHECK_MS, signal);
            }
            catch (error) {
                if (this.connection !== connection || isAborted(signal))
                    return;
                this.logger.warn({ err: error }, 'the stream of routing tables cannot be checked; trying again');
                await sleep(systemClock, retryMs, signal);
                retryMs = Math.min(retryMs * 2, RECONNECT_MAX_MS);
            }
        }
    }
    async check(session) {
        const { manager, connection } = session;
        const { info } = await ensureStream(manager, routeStream(this.options.replicas ?? 1));
        this.consumers = await consumerNames(connection, ROUTE_STREAM);
        for (const edge of this.edges)
            if (!this.consumers.has(clusterToken(edge))) {
                await manager.consumers.add(ROUTE_STREAM, edgeConsumer(edge));
                this.consumers.add(clusterToken(edge));
            }
        if (this.connection !== connection)
            return;
        const incarnation = info.created;
        const news = !this.session || this.incarnation !== incarnation;
        this.incarnation = incarnation;
        this.session = session;
        if (news)
            for (const listener of this.connectListeners)
                listener();
    }
    connectedSession() {
        if (this.session)
            return this.session;
        throw new TransportError('disconnected', 'the broker is not connected');
    }
}
function isAborted(signal) {
    return signal.aborted;
}
//# sourceMappingURL=jetstream-routes.js.map