import { createHash } from 'node:crypto';
import { canonicalJson, createSealingKeys, decodeReport, encodeWork, manifestHash, NO_BODY, packBody, subjectHash, } from '#libs/protocol';
import {} from '#libs/apimachinery';
import {} from '#libs/transport';
export const HUB_UID = 'hub-1';
/** The hub's end of a transport, for tests of an agent: sends work, collects reports, waits for one that fits. */
export class HubEnd {
    transport;
    cluster;
    sealing = createSealingKeys();
    /** All reports in the order of arrival. */
    reports = [];
    heartbeats = [];
    /** Warnings of the member, in the order of arrival. */
    events = [];
    audits = [];
    generation = 0;
    waiters = [];
    constructor(transport, cluster) {
        this.transport = transport;
        this.cluster = cluster;
    }
    async start() {
        await this.transport.ensureStreams();
        await this.transport.ensureWorkConsumer(this.cluster);
        await this.transport.consumeReports((deliveries) => {
            for (const { payload, subject } of deliveries) {
                const report = decodeReport(payload, subject);
                if (report.type === 'object')
                    this.reports.push(report);
                else if (report.type === 'heartbeat')
                    this.heartbeats.push(report);
                else if (report.type === 'events')
                    this.events.push(...report.events);
                else
                    this.audits.push(report);
            }
            const waiters = this.waiters;
            this.waiters = [];
            for (const wake of waiters)
                wake();
            return Promise.resolve(deliveries.map(() => ({ kind: 'done' })));
        });
    }
    apply(object, more = {}) {
        const text = canonicalJson(object);
        const message = this.message(identityOf(object), {
            action: 'apply',
            manifestHash: manifestHash(text),
            ...more,
        });
        return this.send({ ...message, ...packBody(text, message), ...more });
    }
    /** With a body that only the agent can read. */
    applySealed(object) {
        const text = canonicalJson(object);
        const message = this.message(identityOf(object), { action: 'apply', manifestHash: manifestHash(text) });
        return this.send({ ...message, ...packBody(text, message, this.sealing) });
    }
    remove(object, more = {}) {
        return this.send(this.message(identityOf(object), { action: 'delete', ...more }));
    }
    /** Sends a message as it is. */
    async send(message) {
        await this.transport.publishWork(this.cluster, subjectHash(message.object), encodeWork(message));
        return message;
    }
    stop() {
        return this.transport.close();
    }
    /** The newest report about an object once it fits. */
    async reported(object, fits) {
        const key = subjectHash('metadata' in object ? identityOf(object) : object);
        for (;;) {
            const last = this.reports.findLast((report) => subjectHash(report.object) === key);
            if (last && fits(last))
                return last;
            await this.news(() => `no such report; the last one is ${JSON.stringify(last)}`);
        }
    }
    async heartbeat(fits) {
        for (;;) {
            const last = this.heartbeats.at(-1);
            if (last && fits(last))
                return last;
            await this.news(() => `no such heartbeat; the last one is ${JSON.stringify(last)}`);
        }
    }
    news(describe) {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(describe())), 15_000);
            timer.unref();
            this.waiters.push(() => {
                clearTimeout(timer);
                resolve();
            });
        });
    }
    message(object, more) {
        return {
            v: 1,
            hubUid: HUB_UID,
            epoch: 1,
            generation: ++this.generation,
            cluster: this.cluster,
            action: 'apply',
            object,
            uid: createHash('sha1').update(object.name).digest('hex'),
            manifestHash: '',
            ...NO_BODY,
            adopt: false,
            ...more,
        };
    }
}
export function identityOf({ apiVersion, kind, metadata }) {
    return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}
//# sourceMappingURL=hub-end.js.map