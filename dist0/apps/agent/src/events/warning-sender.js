import { encodeReport, EVENT_SLOTS, eventsKey, MAX_EVENTS, subjectHash, } from '#libs/protocol';
import {} from '#libs/process';
import {} from '#libs/transport';
import {} from '../work/reporter.js';
import { PENDING_WARNINGS, REMEMBERED_WARNINGS, SEND_GAP_MS, WARNING_REPEAT_MS } from './limits.js';
/** Sends Warnings: one for each object and reason in a while, a message every SEND_GAP_MS at most. What is too much is lost. */
export class WarningSender {
    options;
    counts = { sent: 0, dropped: 0, failed: 0 };
    /** When each was taken last, oldest first. */
    taken = new Map();
    pending = [];
    slot = 0;
    sentAt = Number.NEGATIVE_INFINITY;
    timer;
    stopped = false;
    constructor(options) {
        this.options = options;
    }
    add(note) {
        if (!this.options.leads())
            return;
        const now = this.options.clock.now();
        const name = `${subjectHash(note.object)} ${note.uid} ${note.reason}`;
        if (now - (this.taken.get(name) ?? Number.NEGATIVE_INFINITY) < WARNING_REPEAT_MS)
            return;
        if (this.stopped || this.pending.length >= PENDING_WARNINGS) {
            this.counts.dropped++;
            return;
        }
        this.taken.delete(name);
        this.taken.set(name, now);
        const [oldest] = this.taken.keys();
        if (this.taken.size > REMEMBERED_WARNINGS && oldest !== undefined)
            this.taken.delete(oldest);
        this.pending.push(note);
        this.schedule(Math.max(0, this.sentAt + SEND_GAP_MS - now));
    }
    get waiting() {
        return this.pending.length;
    }
    stop() {
        this.stopped = true;
        this.timer?.();
    }
    schedule(ms) {
        if (this.stopped)
            return;
        this.timer ??= this.options.clock.after(ms, () => {
            void this.send().finally(() => {
                this.timer = undefined;
                if (this.pending.length > 0)
                    this.schedule(SEND_GAP_MS);
            });
        });
    }
    async send() {
        const { sender, transport, clock, logger } = this.options;
        if (!transport.connected())
            return;
        const events = this.pending.slice(0, MAX_EVENTS);
        const slot = this.slot;
        this.sentAt = clock.now();
        const message = encodeReport({
            v: 1,
            type: 'events',
            cluster: sender.cluster,
            hubUid: sender.hubUid,
            instance: sender.instance,
            sequence: sender.nextSequence(),
            slot,
            events,
            at: this.sentAt,
        });
        try {
            await transport.publishReport(eventsKey(slot), message);
            this.counts.sent += events.length;
            this.pending = this.pending.slice(events.length);
            this.slot = (slot + 1) % EVENT_SLOTS;
        }
        catch (error) {
            this.counts.failed++;
            logger.debug({ err: error }, 'warnings could not be sent; trying again');
        }
    }
}
//# sourceMappingURL=warning-sender.js.map