import { createHash } from 'node:crypto';
import { formatTime, isReason } from '#libs/apimachinery';
import {} from '#libs/process';
import { COMBINED_AFTER_MS, MAX_DIFFERENT, MAX_EVENT_MESSAGE, MAX_EVENT_NAME, PENDING, REMEMBERED, REPEAT_AFTER_MS, SIMILAR_MS, WRITERS, } from './limits.js';
const EVENTS = { group: '', resource: 'events' };
/** As client-go's recorders begin such a message. */
const COMBINED = '(combined from similar events): ';
/**
 * Core/v1 Events about federated objects, as `kubectl describe` shows them. Best effort and in the background: no reconcile
 * waits for an Event. The same about the same object is one Event whose count grows; what is said about one object beyond
 * MAX_DIFFERENT things is combined, so that no object can fill the store.
 */
export class EventRecorder {
    client;
    clock;
    logger;
    /** When each digest was last recorded, oldest first. */
    recent = new Map();
    /** How many different Events each object had since when, oldest first. */
    different = new Map();
    pending = [];
    draining;
    counts = { written: 0, dropped: 0 };
    constructor(client, clock, logger) {
        this.client = client;
        this.clock = clock;
        this.logger = logger;
    }
    record(object, notice) {
        const { uid = '' } = object.metadata;
        const now = this.clock.now();
        const digest = digestOf(uid, notice.reason, notice.about ?? notice.message);
        if (this.isRecent(digest, now, REPEAT_AFTER_MS))
            return;
        // One that is known is counted on; only what is new makes one more.
        if (this.recent.has(digest) || this.mayDiffer(uid, now)) {
            this.add({ object, notice, digest }, now);
            return;
        }
        const combined = digestOf(uid, notice.reason, COMBINED);
        if (this.isRecent(combined, now, COMBINED_AFTER_MS))
            return;
        this.add({ object, notice: { ...notice, message: COMBINED + notice.message }, digest: combined }, now);
    }
    /** Waits until what was recorded is written. */
    async flush() {
        await this.draining;
    }
    isRecent(digest, now, withinMs) {
        return now - (this.recent.get(digest) ?? Number.NEGATIVE_INFINITY) < withinMs;
    }
    /** Counts one more Event about an object; false: it has had as many as it may for now. */
    mayDiffer(uid, now) {
        const known = this.different.get(uid);
        if (known && now - known.since < SIMILAR_MS) {
            known.count += 1;
            return known.count <= MAX_DIFFERENT;
        }
        this.different.delete(uid);
        this.different.set(uid, { since: now, count: 1 });
        dropOldest(this.different);
        return true;
    }
    add(one, now) {
        if (this.pending.length >= PENDING) {
            this.counts.dropped++;
            return;
        }
        this.recent.delete(one.digest);
        this.recent.set(one.digest, now);
        dropOldest(this.recent);
        this.pending.push(one);
        this.draining ??= this.drain();
    }
    async drain() {
        // Later in this turn more may come, and they go together.
        await Promise.resolve();
        while (this.pending.length > 0) {
            const batch = this.pending.slice(0, WRITERS);
            this.pending = this.pending.slice(WRITERS);
            await Promise.all(batch.map((one) => this.tryToWrite(one)));
        }
        // In the same turn as the last look: what comes now starts anew.
        this.draining = undefined;
    }
    async tryToWrite(one) {
        try {
            await this.write(one);
            this.counts.written++;
        }
        catch (error) {
            this.counts.dropped++;
            // The namespace is gone or going: nobody will read it.
            if (isReason(error, 'NotFound') || isReason(error, 'Forbidden'))
                return;
            // The next reconcile that still sees it may try again.
            this.recent.delete(one.digest);
            this.logger.warn({ err: error }, 'event not written');
        }
    }
    async write({ object, notice, digest }) {
        const { name: about = '', namespace = 'default' } = object.metadata;
        const name = `${about.slice(0, MAX_EVENT_NAME).replace(/[^a-z0-9]+$/, '')}.${digest}`;
        const now = formatTime(this.clock.now());
        const counted = await this.client.modify({ ...EVENTS, namespace, name }, (event) => ({
            ...event,
            message: notice.message.slice(0, MAX_EVENT_MESSAGE),
            count: (typeof event['count'] === 'number' ? event['count'] : 0) + 1,
            lastTimestamp: now,
        }));
        if (counted)
            return;
        await this.client.create(EVENTS, {
            apiVersion: 'v1',
            kind: 'Event',
            metadata: { name, namespace },
            involvedObject: referenceTo(object),
            type: notice.type,
            reason: notice.reason,
            message: notice.message.slice(0, MAX_EVENT_MESSAGE),
            source: { component: 'meridian-hub' },
            firstTimestamp: now,
            lastTimestamp: now,
            count: 1,
        });
    }
}
function digestOf(...parts) {
    return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
}
function dropOldest(map) {
    const [oldest] = map.keys();
    if (map.size > REMEMBERED && oldest !== undefined)
        map.delete(oldest);
}
function referenceTo({ apiVersion, kind, metadata }) {
    const { name, namespace, uid, resourceVersion } = metadata;
    return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion };
}
//# sourceMappingURL=event-recorder.js.map