import {} from '#libs/process';
import { AUDIT_PAGES, encodeReport, MAX_INVENTORY, reportKey, } from '#libs/protocol';
import {} from '#libs/transport';
import {} from '../work/object-table.js';
import {} from '../work/reporter.js';
import { digests, inventory } from './digest.js';
import {} from './limits.js';
import {} from './orphans.js';
/**
 * Anti-entropy, the agent's half: tells the hub in digests what it knows, once a minute and when it comes back, and answers
 * questions about what differs. What is missing here then comes again as work.
 */
export class Auditor {
    options;
    counts = { digests: 0, differing: 0, reportsAgain: 0, failed: 0 };
    known;
    cancel;
    busyAt = -Infinity;
    /** A digest goes out then whether it is quiet or not. */
    deadline = Infinity;
    page = 0;
    stopped = false;
    constructor(options) {
        this.options = options;
        const { table, orphans, reporter } = options;
        this.known = { table, orphans, sequenceOf: (key) => reporter.sequenceOf(key) };
    }
    /** The broker is there (again), or something is known to be missing here: compares once it is quiet. */
    soon() {
        const { clock, limits } = this.options;
        this.deadline = Math.min(this.deadline, clock.now() + limits.everyMs);
        this.schedule(limits.quietMs);
    }
    /** Work came in: more may be on its way. */
    busy() {
        this.busyAt = this.options.clock.now();
    }
    /** The hub has found a difference. */
    asked({ list, again }) {
        const { logger, reporter } = this.options;
        for (const key of again)
            reporter.again(key);
        this.counts.reportsAgain += again.length;
        if (list.length === 0)
            return;
        this.counts.differing += list.length;
        logger.info({ kinds: list.map(({ group, kind }) => `${group}/${kind}`) }, 'this agent and the hub differ: sending an inventory');
        for (const kind of list)
            this.sendInventory(kind);
        // What was on its way said nothing this time; and what was repaired shall show.
        this.schedule(this.options.limits.everyMs / 4);
    }
    stop() {
        this.stopped = true;
        this.cancel?.();
    }
    schedule(ms) {
        if (this.stopped)
            return;
        this.cancel?.();
        this.cancel = this.options.clock.after(ms, () => this.tick());
    }
    tick() {
        const { clock, leads, limits, random, transport } = this.options;
        const now = clock.now();
        // Without a broker nothing can be said; `soon` begins anew.
        if (!transport.connected() || !leads())
            return;
        if (now < this.deadline && !this.isQuiet(now)) {
            this.schedule(limits.quietMs);
            return;
        }
        this.sendDigest();
        const nextMs = limits.everyMs * (0.9 + random() / 5);
        this.deadline = now + nextMs + limits.everyMs;
        this.schedule(nextMs);
    }
    isQuiet(now) {
        return now - this.busyAt >= this.options.limits.quietMs && this.options.reporter.backlog === 0;
    }
    sendDigest() {
        const { table } = this.options;
        const { epoch, generation } = table.newestWork();
        this.counts.digests++;
        this.send({ ...this.head(), type: 'digest', epoch, generation, kinds: digests(this.known) });
    }
    sendInventory({ group, kind }) {
        const entries = inventory(this.known, { group, kind });
        let after = '';
        for (let at = 0; at === 0 || at < entries.length; at += MAX_INVENTORY) {
            const part = entries.slice(at, at + MAX_INVENTORY);
            const upTo = at + MAX_INVENTORY < entries.length ? (part.at(-1)?.[0] ?? '') : '';
            const page = this.page++ % AUDIT_PAGES;
            this.send({ ...this.head(), type: 'inventory', group, kind, page, after, upTo, entries: part });
            after = upTo;
        }
    }
    head() {
        const { sender } = this.options;
        const { cluster, hubUid, instance } = sender;
        return { v: 1, cluster, hubUid, instance, sequence: sender.nextSequence() };
    }
    /** What is lost is told again with the next digest. */
    send(report) {
        const { transport, logger } = this.options;
        transport.publishReport(reportKey(report), encodeReport(report)).catch((error) => {
            this.counts.failed++;
            logger.debug({ err: error, type: report.type }, 'a part of the comparison with the hub was lost');
        });
    }
}
//# sourceMappingURL=auditor.js.map