import { formatTime } from '#libs/apimachinery';
import {} from '#libs/process';
import { EVENTS } from '../cluster/resources.js';
import { EVENT_REPEAT_MS, MAX_EVENTS } from '../limits.js';
/** Writes core/v1 Events. Losing one harms nobody: failures are logged, repeats within a minute dropped, old ones deleted. */
export class EventRecorder {
    client;
    clock;
    logger;
    recorded = new Map();
    serial = 0;
    constructor(client, clock, logger) {
        this.client = client;
        this.clock = clock;
        this.logger = logger;
    }
    /** Never rejects. */
    async record(about, text) {
        const now = this.clock.now();
        const id = `${about.metadata.uid ?? ''}|${text.reason}|${text.message}`;
        const before = this.recorded.get(id);
        if (before && now - before.at < EVENT_REPEAT_MS)
            return;
        try {
            const event = this.eventOf(about, text, now);
            const { namespace = '', name = '' } = event.metadata;
            this.recorded.delete(id);
            this.recorded.set(id, { key: { ...EVENTS, namespace, name }, at: now });
            await this.client.create(EVENTS, event);
            await this.forgetOldest();
        }
        catch (error) {
            this.logger.debug({ err: error, reason: text.reason }, 'event not recorded');
        }
    }
    async forgetOldest() {
        if (this.recorded.size <= MAX_EVENTS)
            return;
        for (const [id, { key }] of this.recorded) {
            this.recorded.delete(id);
            await this.client.delete(key);
            return;
        }
    }
    eventOf(about, text, now) {
        const { name = '', namespace, uid, resourceVersion } = about.metadata;
        const stamp = formatTime(now);
        return {
            apiVersion: 'v1',
            kind: 'Event',
            metadata: {
                name: `${name}.${now.toString(16)}${(this.serial++).toString(16).padStart(4, '0')}`,
                namespace: namespace ?? 'default',
            },
            involvedObject: {
                apiVersion: about.apiVersion,
                kind: about.kind,
                name,
                namespace,
                uid,
                resourceVersion,
            },
            type: text.type,
            reason: text.reason,
            message: text.message,
            source: { component: text.component },
            reportingComponent: text.component,
            reportingInstance: '',
            firstTimestamp: stamp,
            lastTimestamp: stamp,
            count: 1,
        };
    }
}
//# sourceMappingURL=event-recorder.js.map