import { deepEqual } from '#libs/apimachinery';
import { encodeReport, MAX_REPORT_BYTES, } from '#libs/protocol';
import {} from '#libs/process';
import { TransportError } from '#libs/transport';
import {} from './limits.js';
import {} from './object-table.js';
/**
 * Sends the newest state of objects that changed: one report for many changes in a row, a bounded number under way, none
 * when nothing differs from what the broker has confirmed. What cannot be sent stays due until it can.
 */
export class Reporter {
    options;
    counts = { sent: 0, failed: 0, refused: 0 };
    due = new Set();
    sending = new Set();
    confirmed = new Map();
    timer;
    stopped = false;
    paused = false;
    idleWaiters = [];
    constructor(options) {
        this.options = options;
    }
    /** Something about the object may have changed. */
    changed(key) {
        this.due.add(key);
        this.schedule(this.options.limits.reportDelayMs);
    }
    /**
     * The broker is (again) there: what waited goes out. What it confirmed before is not said again, even if it lost that since:
     * the digest that follows each connection shows what the hub lacks (docs/decisions/0021-anti-entropy.md).
     */
    connected() {
        this.paused = false;
        this.schedule(0);
    }
    /** Another agent may have reported meanwhile: everything is due, what changed first. */
    startOver() {
        this.confirmed.clear();
        for (const { key } of this.options.table.values())
            this.due.add(key);
        this.connected();
    }
    /** The hub lacks the report that the broker confirmed. */
    again(key) {
        if (this.confirmed.delete(key))
            this.changed(key);
    }
    /** Of the newest report of the object that the broker has confirmed; 0: none. */
    sequenceOf(key) {
        return this.confirmed.get(key)?.sequence ?? 0;
    }
    forget(key) {
        this.due.delete(key);
        this.confirmed.delete(key);
    }
    /** Reports that wait or are under way. */
    get backlog() {
        return this.due.size + this.sending.size;
    }
    /** Resolves when nothing is due or under way. */
    idle() {
        if (this.backlog === 0)
            return Promise.resolve();
        return new Promise((resolve) => this.idleWaiters.push(resolve));
    }
    stop() {
        this.stopped = true;
        this.timer?.();
    }
    schedule(ms) {
        if (this.stopped || this.paused)
            return;
        this.timer ??= this.options.clock.after(ms, () => {
            this.timer = undefined;
            this.pump();
        });
    }
    pump() {
        if (this.stopped || this.paused || !this.options.leads())
            return;
        for (const key of this.due) {
            if (this.sending.size >= this.options.limits.reportsInFlight)
                break;
            // One at a time for an object: the broker must see them in order.
            if (this.sending.has(key))
                continue;
            this.due.delete(key);
            void this.send(key);
        }
        this.announceIdle();
    }
    async send(key) {
        const object = this.options.table.get(key);
        const content = object && this.contentOf(object);
        if (!content || deepEqual(content, this.confirmed.get(key)?.content))
            return;
        this.sending.add(key);
        const { sender, transport, clock } = this.options;
        const report = {
            ...content,
            instance: sender.instance,
            sequence: sender.nextSequence(),
            at: clock.now(),
        };
        try {
            await transport.publishReport(key, encodeWithin(report));
            this.counts.sent++;
            this.confirmed.set(key, { content, sequence: report.sequence });
            this.sending.delete(key);
            this.pump();
        }
        catch (error) {
            this.sending.delete(key);
            this.failed(key, error);
        }
    }
    failed(key, error) {
        if (error instanceof TransportError && !error.retryable) {
            // Too large, or not allowed: the same report would fail the same way. The next change, or connection, tries anew.
            this.counts.refused++;
            this.options.logger.error({ err: error, key }, 'a report was refused');
            this.pump();
            return;
        }
        this.counts.failed++;
        this.due.add(key);
        this.pause(error);
    }
    /** One failure stands for all that would follow; connected() or time ends the pause. */
    pause(error) {
        if (this.paused || this.stopped)
            return;
        this.paused = true;
        const { clock, limits, logger, transport } = this.options;
        if (transport.connected())
            logger.warn({ err: error, due: this.due.size }, 'a report could not be sent');
        clock.after(limits.reportRetryMs, () => {
            this.paused = false;
            this.pump();
        });
    }
    contentOf(object) {
        const { verdict, work, live, workload } = object;
        if (!verdict)
            return undefined;
        const { cluster } = this.options.sender;
        const backend = live && this.options.backendOf(work.object);
        return {
            v: 1,
            type: 'object',
            cluster,
            hubUid: work.hubUid,
            object: work.object,
            uid: work.uid,
            ...verdict,
            ...(live ? { memberUid: live.uid } : {}),
            ...(live?.generation === undefined ? {} : { memberGeneration: live.generation }),
            ...(live?.status ? { status: live.status } : {}),
            ...(live && workload ? { workload } : {}),
            ...(backend ? { backend } : {}),
        };
    }
    announceIdle() {
        if (this.backlog > 0)
            return;
        const waiters = this.idleWaiters;
        this.idleWaiters = [];
        for (const resolve of waiters)
            resolve();
    }
}
/** A status too large for a report is left out: that the object is applied is worth knowing all the same. */
function encodeWithin(report) {
    const whole = encodeReport(report);
    if (whole.byteLength <= MAX_REPORT_BYTES)
        return whole;
    const { status: _, ...rest } = report;
    return encodeReport({
        ...rest,
        reason: report.reason ?? 'StatusTooLarge',
        message: report.message ?? `its status is larger than ${MAX_REPORT_BYTES} bytes and is left out`,
    });
}
//# sourceMappingURL=reporter.js.map