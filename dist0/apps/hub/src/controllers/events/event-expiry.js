import { getPath, isReason } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { sleep } from '#libs/process';
import { EVENT_TTL_MS, EXPIRY_DELETES, EXPIRY_NEXT_PAGE_MS, EXPIRY_PAGE, EXPIRY_ROUND_MS } from './limits.js';
const EVENTS = { group: '', resource: 'events' };
/**
 * Lets Events go an hour after they were last seen. Goes round and round over the Events alone, a page at a time, so that a pass
 * costs the same however many there are, and remembers nothing. Several hubs may do so at once.
 */
export class EventExpiry {
    options;
    controller = new AbortController();
    running;
    place;
    counts = { expired: 0 };
    constructor(options) {
        this.options = options;
    }
    start() {
        this.running ??= this.run();
    }
    async stop() {
        this.controller.abort();
        await this.running;
    }
    /** Looks at the next page. True: a round is complete. */
    async pass() {
        const { storage, clock } = this.options;
        const page = await storage.list({
            resource: EVENTS,
            limit: EXPIRY_PAGE,
            ...(this.place ? { after: this.place } : {}),
        });
        const due = page.items.filter((event) => lastSeen(event, clock.now()) <= clock.now() - EVENT_TTL_MS);
        for (let at = 0; at < due.length && !this.controller.signal.aborted; at += EXPIRY_DELETES)
            await Promise.all(due.slice(at, at + EXPIRY_DELETES).map((event) => this.remove(event)));
        this.place = page.next;
        return page.next === undefined;
    }
    async remove({ metadata }) {
        const { namespace = '', name = '', uid = '', resourceVersion = '' } = metadata;
        try {
            // Not one that was counted on meanwhile.
            const gone = await this.options.client.delete({ ...EVENTS, namespace, name }, { uid, resourceVersion });
            if (gone)
                this.counts.expired += 1;
        }
        catch (error) {
            if (!isReason(error, 'Conflict'))
                throw error;
        }
    }
    async run() {
        const { clock, logger } = this.options;
        const { signal } = this.controller;
        while (!signal.aborted) {
            let complete = true;
            try {
                complete = await this.pass();
            }
            catch (error) {
                logger.warn({ err: error }, 'expired events could not be removed');
            }
            await sleep(clock, complete ? EXPIRY_ROUND_MS : EXPIRY_NEXT_PAGE_MS, signal);
        }
    }
}
const TIMES = ['series.lastObservedTime', 'lastTimestamp', 'eventTime', 'metadata.creationTimestamp'];
/** The newest time that the Event gives; what lies ahead of us is somebody's wrong clock. */
function lastSeen(event, now) {
    const times = TIMES.map((path) => Date.parse(String(getPath(event, path))));
    return Math.max(0, ...times.filter((time) => time <= now + EVENT_TTL_MS));
}
//# sourceMappingURL=event-expiry.js.map