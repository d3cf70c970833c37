import { formatGroupResource, parseApiVersion, parseGroupResource, } from '#libs/apimachinery';
import {} from '#libs/process';
import { AUDIT_PAGES, auditKey, decodeWork, encodeAudit, MAX_AGAIN, reportKey, UnreadableMessageError, workSubject, } from '#libs/protocol';
import {} from '#libs/store';
import {} from '#libs/transport';
import { compareInventory, differences, kindText } from './compare.js';
import { AUDITS_AT_ONCE, MAX_PENDING_AUDITS, MAX_TOMBSTONE_LOOKS, UNRESOLVED_MS } from './limits.js';
/**
 * Anti-entropy, the hub's half: compares what agents say they know with the rows (docs/decisions/0021-anti-entropy.md).
 * What differs is sent once more, row by row. It keeps nothing that must not be lost, so any hub may take any report.
 */
export class Auditor {
    options;
    counts = {
        digests: 0,
        differing: 0,
        republished: 0,
        reportsAsked: 0,
        tombstones: 0,
        orphans: 0,
        ahead: 0,
        dropped: 0,
        failed: 0,
    };
    /** The newest of each cluster and page. */
    pending = new Map();
    known = new Map();
    running = new Set();
    stopped = false;
    constructor(options) {
        this.options = options;
    }
    /** Compares soon; waits for nothing. */
    take(report) {
        const name = `${report.cluster}\n${reportKey(report)}`;
        if (this.pending.size >= MAX_PENDING_AUDITS && !this.pending.has(name)) {
            this.counts.dropped++;
            return;
        }
        this.pending.set(name, report);
        this.pump();
    }
    /** Resolves when nothing is waiting or compared. */
    async idle() {
        while (this.running.size > 0)
            await Promise.all(this.running);
    }
    async stop() {
        this.stopped = true;
        this.pending.clear();
        await this.idle();
    }
    pump() {
        for (const [name, report] of this.pending) {
            if (this.stopped || this.running.size >= AUDITS_AT_ONCE)
                return;
            this.pending.delete(name);
            const run = this.compare(report).finally(() => {
                this.running.delete(run);
                this.pump();
            });
            this.running.add(run);
        }
    }
    async compare(report) {
        try {
            await (report.type === 'digest' ? this.compareDigest(report) : this.compareInventory(report));
        }
        catch (error) {
            // The next minute brings the same again.
            this.counts.failed++;
            this.options.logger.warn({ err: error, cluster: report.cluster }, 'an agent could not be compared with the store');
        }
    }
    async compareDigest(report) {
        const { store, hub } = this.options;
        const { cluster } = report;
        const rows = await store.audit.digests(cluster, report.instance);
        this.counts.digests++;
        const named = rows.map((row) => [kindText(this.kindName(row.resource)), row]);
        const found = differences(report, hub().epoch, new Map(named)).filter(({ text, ...kind }) => !this.isGivenUp(cluster, kind, text));
        if (found.length === 0)
            return;
        this.counts.differing += found.length;
        if (this.known.size > MAX_PENDING_AUDITS)
            this.known.clear();
        for (const { text, ...kind } of found)
            this.known.set(knownName(cluster, kind), { text });
        const list = found.map(({ group, kind }) => ({ group, kind }));
        this.options.logger.info({ cluster, kinds: list.map(kindText) }, 'an agent and the store differ: asked for an inventory');
        await this.ask(cluster, { page: 0, list, again: [] });
    }
    async compareInventory(report) {
        const { store, hub, kindOf, logger } = this.options;
        const { cluster, group, kind, instance } = report;
        const resource = this.options.resourceOf(group, kind);
        const rows = resource ? await store.audit.rows(cluster, formatGroupResource(resource), instance) : [];
        const found = compareInventory(report, hub().epoch, rows, kindOf);
        const republished = await store.work.republishKeys(cluster, found.republish);
        const again = found.again.slice(0, MAX_AGAIN);
        if (again.length > 0)
            await this.ask(cluster, { page: againPage(report.page), list: [], again });
        const tombstones = await this.sendTombstones(cluster, found.unknown);
        const orphans = found.unknown.length - tombstones;
        this.counts.republished += republished;
        this.counts.reportsAsked += again.length;
        this.counts.tombstones += tombstones;
        this.counts.orphans += orphans;
        this.counts.ahead += found.ahead;
        const repaired = republished + again.length + tombstones;
        logger.info({ cluster, kind: kindText({ group, kind }), republished, again: again.length, tombstones, orphans }, 'compared an inventory');
        if (repaired === 0 && found.onTheirWay === 0)
            this.giveUp(report);
    }
    /**
     * What no row speaks of may be there because its removal was missed, or because this hub was restored from a backup that
     * is older. Only the removal itself, still the last value of the object's subject, tells (DESIGN, decision 9).
     */
    async sendTombstones(cluster, unknown) {
        const { transport } = this.options;
        const hub = this.options.hub();
        if (hub.deletionsHeld)
            return 0;
        let sent = 0;
        for (const [hash, epoch, generation] of unknown.slice(0, MAX_TOMBSTONE_LOOKS)) {
            const payload = await transport.lastWork(cluster, hash);
            if (!payload)
                continue;
            const last = readTombstone(payload, workSubject(cluster, hash));
            if (!last)
                continue;
            const newer = last.epoch === epoch ? last.generation > generation : last.epoch > epoch;
            if (!newer || last.hubUid !== hub.hubUid)
                continue;
            await transport.publishWork(cluster, hash, payload);
            sent++;
        }
        return sent;
    }
    ask(cluster, question) {
        const { transport, hub } = this.options;
        const message = { v: 1, type: 'audit', hubUid: hub().hubUid, cluster, ...question };
        return transport.publishWork(cluster, auditKey(question.page), encodeAudit(message));
    }
    kindName(resource) {
        const { apiVersion, kind } = this.options.kindOf(parseGroupResource(resource));
        return { group: parseApiVersion(apiVersion).group, kind };
    }
    isGivenUp(cluster, kind, text) {
        const known = this.known.get(knownName(cluster, kind));
        if (known?.givenUpAt === undefined || known.text !== text)
            return false;
        return this.options.clock.now() - known.givenUpAt < UNRESOLVED_MS;
    }
    giveUp(report) {
        const name = knownName(report.cluster, report);
        const known = this.known.get(name);
        if (known)
            this.known.set(name, { ...known, givenUpAt: this.options.clock.now() });
    }
}
/** Undefined for anything else, and for a part of something larger, which is none. */
function readTombstone(payload, subject) {
    try {
        const message = decodeWork(payload, subject);
        return message.action === 'apply' ? undefined : message;
    }
    catch (error) {
        if (error instanceof UnreadableMessageError)
            return undefined;
        throw error;
    }
}
/** Beside page 0, which asks for inventories and must not be replaced before it was read. */
function againPage(page) {
    return 1 + (page % (AUDIT_PAGES - 1));
}
function knownName(cluster, { group, kind }) {
    return `${cluster}\n${kindText({ group, kind })}`;
}
//# sourceMappingURL=auditor.js.map