import { reportSubject, workSubject } from '#libs/protocol';
import {} from '#libs/process';
import { MAX_WAITING_PUBLISHES } from './limits.js';
import { MemoryEndpoint } from './memory-endpoint.js';
import { MemoryConsumer } from './memory-consumer.js';
import { TransportError } from './transport-error.js';
import {} from './transport.js';
/**
 * A broker in memory with the semantics of the JetStream transport: last value per subject, durable consumers,
 * redelivery, loss and partition on demand. For reconcilers' tests and the simulation.
 */
export class MemoryBroker {
    options;
    work = new Map();
    reports = new Map();
    workConsumers = new Map();
    reportConsumer;
    endpoints = new Set();
    knownClusters = new Set();
    mark;
    sequence = 0;
    incarnation = 1;
    unconfirmed = 0;
    faults;
    constructor(options) {
        this.options = options;
        this.faults = options.faults ?? (() => 'none');
        this.reportConsumer = this.consumer('report');
    }
    hub(name = 'hub') {
        const endpoint = this.connect(name);
        const listeners = [];
        endpoint.onUp = (fresh) => {
            const info = { fresh, incarnation: String(this.incarnation) };
            for (const listener of listeners)
                listener(info);
        };
        return {
            ensureStreams: () => endpoint.check(),
            ensureWorkConsumer: (cluster) => {
                this.ensureConsumer(cluster);
                return Promise.resolve();
            },
            removeCluster: async (cluster) => {
                await endpoint.check();
                this.removeCluster(cluster);
            },
            releaseCluster: (cluster) => void this.knownClusters.delete(cluster),
            publishMark: async (payload) => {
                await endpoint.check();
                this.mark = payload;
            },
            readMark: async () => {
                await endpoint.check();
                return this.mark;
            },
            publishWork: (cluster, hash, payload) => this.publish(endpoint, { kind: 'work', cluster, subject: workSubject(cluster, hash), payload }),
            lastWork: async (cluster, hash) => {
                await endpoint.check();
                return this.work.get(workSubject(cluster, hash))?.payload;
            },
            consumeReports: (handler) => Promise.resolve(endpoint.subscribed(() => this.reportConsumer.subscribe(handler, () => endpoint.connected()))),
            onConnect: (listener) => listeners.push(listener),
            connected: () => endpoint.connected(),
            close: () => this.disconnect(endpoint),
        };
    }
    agent(cluster) {
        const endpoint = this.connect(cluster);
        const listeners = [];
        endpoint.onUp = () => {
            for (const listener of listeners)
                listener();
        };
        return {
            consumeWork: (handler) => Promise.resolve(endpoint.subscribed(() => this.workConsumers.get(cluster)?.subscribe(handler, () => endpoint.connected()))),
            publishReport: (key, payload) => this.publish(endpoint, { kind: 'report', cluster, subject: reportSubject(cluster, key), payload }),
            onConnect: (listener) => listeners.push(listener),
            connected: () => endpoint.connected(),
            close: () => this.disconnect(endpoint),
        };
    }
    /** Cuts off everything that is called `name` (a cluster, or a hub), or joins it again. */
    partition(name, cut) {
        for (const endpoint of this.endpoints) {
            if (endpoint.name !== name || endpoint.cut === cut)
                continue;
            endpoint.cut = cut;
            if (!cut)
                endpoint.onUp(false);
        }
        this.deliverAll();
    }
    /** All messages and consumers are gone; hubs make the consumers that they know anew and hear of it. */
    loseDisk() {
        this.work.clear();
        this.reports.clear();
        this.mark = undefined;
        this.workConsumers.clear();
        this.incarnation += 1;
        this.reportConsumer = this.consumer('report');
        for (const endpoint of this.endpoints)
            endpoint.detach();
        for (const cluster of this.knownClusters)
            this.ensureConsumer(cluster);
        for (const endpoint of this.endpoints)
            endpoint.attach();
        for (const endpoint of this.endpoints)
            if (endpoint.connected())
                endpoint.onUp(true);
    }
    /** The last values under a prefix (`work.`, `report.`), for assertions. */
    lastValues(prefix) {
        const all = [...this.work.values(), ...this.reports.values()];
        return new Map(all.filter((m) => m.subject.startsWith(prefix)).map((m) => [m.subject, m.payload]));
    }
    async publish(endpoint, message) {
        await endpoint.check();
        if (this.unconfirmed >= MAX_WAITING_PUBLISHES)
            throw new TransportError('overloaded', 'too many messages wait for the broker');
        const { kind, cluster, subject } = message;
        const fault = this.faults({ stage: 'publish', kind, cluster, subject });
        if (fault === 'drop')
            throw new TransportError('timeout', 'the broker did not confirm');
        if (typeof fault === 'object') {
            this.unconfirmed += 1;
            await new Promise((resolve) => this.options.clock.after(fault.delayMs, resolve));
            this.unconfirmed -= 1;
        }
        this.store(message);
        if (fault === 'duplicate')
            this.store(message);
    }
    store(message) {
        const { kind, cluster, subject, payload } = message;
        const stored = { cluster, subject, payload, sequence: ++this.sequence };
        if (kind === 'report') {
            this.reports.set(subject, stored);
            this.reportConsumer.offer(stored);
        }
        else {
            this.work.set(subject, stored);
            this.workConsumers.get(cluster)?.offer(stored);
        }
    }
    /** A consumer that is made late starts with the last values. */
    ensureConsumer(cluster) {
        this.knownClusters.add(cluster);
        if (this.workConsumers.has(cluster))
            return;
        const made = this.consumer('work');
        this.workConsumers.set(cluster, made);
        for (const message of this.work.values())
            if (message.cluster === cluster)
                made.offer(message);
        for (const endpoint of this.endpoints)
            endpoint.attach();
    }
    consumer(kind) {
        const { clock, maxBatch } = this.options;
        const options = { clock, faults: this.faults, ...(maxBatch ? { maxBatch } : {}) };
        return new MemoryConsumer(kind, kind === 'work' ? this.work : this.reports, options);
    }
    removeCluster(cluster) {
        this.knownClusters.delete(cluster);
        this.workConsumers.delete(cluster);
        for (const endpoint of this.endpoints)
            if (endpoint.name === cluster)
                endpoint.detach();
        for (const values of [this.work, this.reports])
            for (const [subject, message] of values)
                if (message.cluster === cluster)
                    values.delete(subject);
    }
    connect(name) {
        const endpoint = new MemoryEndpoint(name);
        this.endpoints.add(endpoint);
        // As a real connection: later, when the listeners are registered.
        void Promise.resolve().then(() => {
            if (endpoint.connected())
                endpoint.onUp(false);
        });
        return endpoint;
    }
    async disconnect(endpoint) {
        await endpoint.stop();
        this.endpoints.delete(endpoint);
    }
    deliverAll() {
        this.reportConsumer.deliver();
        for (const consumer of this.workConsumers.values())
            consumer.deliver();
    }
}
//# sourceMappingURL=memory-transport.js.map