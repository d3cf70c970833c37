import { clusterToken, workSubject } from '#libs/protocol';
import {} from '#libs/process';
import {} from 'nats';
import { brokerFacts, BrokerLink, } from './broker-link.js';
import { API_TIMEOUT_MS, CONSUMER_CREATES_AT_ONCE, RECONNECT_FIRST_MS, RECONNECT_MAX_MS, STREAM_CHECK_MS, UNSERVED_MS, } from './limits.js';
import { Publisher } from './publisher.js';
import { PullSubscription } from './pull-subscription.js';
import { consumerNames, ensureStream, looksPurged, MARK_SUBJECT, missingAsUndefined, REPORT_CONSUMER, REPORT_STREAM, reportConsumer, streamConfigs, WORK_STREAM, workConsumer, } from './streams.js';
import { TransportError } from './transport-error.js';
import {} from './transport.js';
/** Connects in the background, for ever; nothing throws while the broker is away but the calls that need it. */
export function createHubTransport(options) {
    return new JetStreamHub(options);
}
class JetStreamHub {
    options;
    link;
    publisher;
    logger;
    clusters = new Set();
    subscriptions = new Set();
    listeners = [];
    readyWaiters = new Set();
    connection;
    /** Set once the streams of this connection are known to be there. */
    session;
    workConsumers = new Set();
    unservedSince = Infinity;
    incarnation = '';
    /** How many messages the work stream held at the last check; undefined after a purge of ours. */
    workMessages;
    closed = false;
    wake;
    constructor(options) {
        this.options = options;
        this.logger = options.logger;
        this.link = new BrokerLink(options);
        this.publisher = new Publisher(this.link, options.maxInFlight);
        this.link.listen(this);
    }
    up(connection) {
        this.connection = connection;
        void this.watch(connection);
    }
    down() {
        this.connection = undefined;
        this.session = undefined;
        this.wake?.();
    }
    connected() {
        return this.session !== undefined;
    }
    broker() {
        return brokerFacts(this.link.current());
    }
    onConnect(listener) {
        this.listeners.push(listener);
    }
    async ensureStreams() {
        if (this.session)
            return;
        await new Promise((resolve, reject) => {
            const ready = () => {
                clearTimeout(timer);
                this.readyWaiters.delete(ready);
                resolve();
            };
            const timer = setTimeout(() => {
                this.readyWaiters.delete(ready);
                reject(new TransportError('disconnected', 'the broker and its streams are not there'));
            }, API_TIMEOUT_MS);
            this.readyWaiters.add(ready);
        });
    }
    async ensureWorkConsumer(cluster) {
        const token = clusterToken(cluster);
        this.clusters.add(cluster);
        if (!this.session || this.workConsumers.has(token))
            return;
        await this.session.manager.consumers.add(WORK_STREAM, workConsumer(cluster));
        this.workConsumers.add(token);
    }
    async removeCluster(cluster) {
        const token = clusterToken(cluster);
        this.releaseCluster(cluster);
        const { manager } = this.connectedSession();
        await missingAsUndefined(manager.consumers.delete(WORK_STREAM, token));
        await missingAsUndefined(manager.streams.purge(WORK_STREAM, { filter: `work.${token}.>` }));
        await missingAsUndefined(manager.streams.purge(REPORT_STREAM, { filter: `report.${token}.>` }));
    }
    releaseCluster(cluster) {
        this.clusters.delete(cluster);
        this.workConsumers.delete(clusterToken(cluster));
        // Fewer messages at the next check are no loss.
        this.workMessages = undefined;
    }
    publishMark(payload) {
        return this.publisher.publish(MARK_SUBJECT, payload);
    }
    async readMark() {
        const { streams } = this.connectedSession().manager;
        const stored = await missingAsUndefined(streams.getMessage(WORK_STREAM, { last_by_subj: MARK_SUBJECT }));
        return stored?.data;
    }
    publishWork(cluster, subjectHash, payload) {
        return this.publisher.publishLarge(workSubject(cluster, subjectHash), payload);
    }
    async lastWork(cluster, subjectHash) {
        if (!this.session)
            throw new TransportError('disconnected', 'the broker is not connected');
        const query = { last_by_subj: workSubject(cluster, subjectHash) };
        const message = await missingAsUndefined(this.session.manager.streams.getMessage(WORK_STREAM, query));
        return message?.data;
    }
    consumeReports(handler) {
        const subscription = new PullSubscription({
            link: this.link,
            stream: REPORT_STREAM,
            consumer: REPORT_CONSUMER,
            handler,
            logger: this.logger,
            ...(this.options.maxBatch ? { maxBatch: this.options.maxBatch } : {}),
        });
        this.subscriptions.add(subscription);
        return Promise.resolve(subscription);
    }
    async close() {
        this.closed = true;
        this.wake?.();
        await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
        this.publisher.close();
        await this.link.close();
    }
    /** Checks the streams on connect and then every few seconds, as long as this connection lives. */
    async watch(connection) {
        const manager = await connection.jetstreamManager({ checkAPI: false, timeout: API_TIMEOUT_MS });
        let retryMs = RECONNECT_FIRST_MS;
        while (this.isCurrent(connection)) {
            try {
                await this.check({ connection, manager });
                retryMs = RECONNECT_FIRST_MS;
                this.unservedSince = Infinity;
                await this.pause(STREAM_CHECK_MS);
            }
            catch (error) {
                if (!this.isCurrent(connection))
                    return;
                this.logger.warn({ err: error }, 'the streams cannot be checked; trying again');
                this.unservedSince = Math.min(this.unservedSince, performance.now());
                if (performance.now() - this.unservedSince > UNSERVED_MS)
                    this.options.onUnserved?.();
                await this.pause(retryMs);
                retryMs = Math.min(retryMs * 2, RECONNECT_MAX_MS);
            }
        }
    }
    logFresh(loss) {
        if (Object.values(loss).some(Boolean))
            this.logger.warn(loss, 'the broker has lost messages: everything is sent again');
        else
            this.logger.info('the broker had no streams of ours: they are made');
    }
    async check(session) {
        const confirmed = new Map(this.publisher.confirmed);
        const wanted = streamConfigs(this.options.replicas ?? 1);
        const streams = await Promise.all(wanted.map((config) => ensureStream(session.manager, config)));
        const incarnation = streams.map(({ info }) => info.created).join(' ');
        const lost = streams.some(({ info }) => info.state.last_seq < (confirmed.get(info.config.name) ?? 0));
        const replaced = this.incarnation !== '' && this.incarnation !== incarnation;
        const purged = this.notePurge(streams.map(({ info }) => info));
        const fresh = lost || replaced || purged || streams.some(({ created }) => created);
        await this.ensureConsumers(session);
        if (!this.isCurrent(session.connection))
            return;
        if (fresh) {
            this.publisher.confirmed.clear();
            this.logFresh({ lost, replaced, purged });
        }
        const news = fresh || !this.session;
        this.incarnation = incarnation;
        this.session = session;
        for (const ready of [...this.readyWaiters])
            ready();
        if (news)
            for (const listener of this.listeners)
                listener({ fresh, incarnation });
    }
    notePurge(infos) {
        const work = infos.find((info) => info.config.name === WORK_STREAM);
        const purged = work !== undefined && looksPurged(work, this.workMessages);
        this.workMessages = work?.state.messages;
        return purged;
    }
    async ensureConsumers(session) {
        const [work, report] = await Promise.all([
            consumerNames(session.connection, WORK_STREAM),
            consumerNames(session.connection, REPORT_STREAM),
        ]);
        this.workConsumers = work;
        const missing = [];
        if (!report.has(REPORT_CONSUMER))
            missing.push([REPORT_STREAM, reportConsumer()]);
        for (const cluster of this.clusters)
            if (!work.has(clusterToken(cluster)))
                missing.push([WORK_STREAM, workConsumer(cluster)]);
        for (let at = 0; at < missing.length; at += CONSUMER_CREATES_AT_ONCE) {
            const some = missing.slice(at, at + CONSUMER_CREATES_AT_ONCE);
            const made = await Promise.all(some.map(([stream, config]) => session.manager.consumers.add(stream, config)));
            for (const consumer of made)
                if (consumer.stream_name === WORK_STREAM)
                    work.add(consumer.name);
        }
    }
    connectedSession() {
        if (this.session)
            return this.session;
        throw new TransportError('disconnected', 'the broker is not connected');
    }
    isCurrent(connection) {
        return this.connection === connection && !this.closed;
    }
    pause(ms) {
        return new Promise((resolve) => {
            const timer = setTimeout(resolve, ms).unref();
            this.wake = () => {
                clearTimeout(timer);
                resolve();
            };
        });
    }
}
//# sourceMappingURL=jetstream-hub.js.map