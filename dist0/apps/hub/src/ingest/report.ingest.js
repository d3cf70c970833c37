import { formatObjectKey, parseApiVersion } from '#libs/apimachinery';
import { heedsMembers } from '#libs/kinds';
import {} from '#libs/process';
import { decodeReport, UnreadableMessageError, } from '#libs/protocol';
import { isDataError } from '#libs/store';
import {} from '#libs/transport';
import { saveDivided } from './save-divided.js';
const DONE = { kind: 'done' };
const UNSTORABLE = { kind: 'terminal', reason: 'the store does not take it' };
/** Reports into the store, a batch at a time, and nothing else; whoever cares is woken by key. */
export class ReportIngest {
    options;
    counts = { objects: 0, heartbeats: 0, events: 0, refused: 0, unstorable: 0 };
    constructor(options) {
        this.options = options;
    }
    /** Throws when the store is away: the whole batch is delivered again. */
    async handle(deliveries) {
        const { clock, onHeartbeat, onObject } = this.options;
        const receivedAt = clock.now();
        const read = deliveries.map((delivery) => this.read(delivery));
        const objects = read.flatMap(({ object }) => object ?? []);
        const heartbeats = read.flatMap(({ heartbeat }) => heartbeat ?? []);
        // Heartbeats first: they decide about health and must not wait for a burst of objects.
        for (const report of heartbeats)
            onHeartbeat(report, receivedAt);
        const [{ saved, refused }] = await Promise.all([
            this.saveObjects(objects, receivedAt),
            this.saveHeartbeats(heartbeats, receivedAt),
        ]);
        this.counts.objects += objects.length;
        this.counts.heartbeats += heartbeats.length;
        for (const { events } of read)
            if (events)
                this.take(events);
        // What comes again was perhaps stored by a hub that ended before it woke anybody: it is no news to the store then.
        const again = read.flatMap(({ object }, index) => object && deliveries[index]?.redelivered ? object.key : []);
        const news = new Set(read.flatMap(({ object, isNews }) => (object && isNews ? object.key : [])));
        for (const key of new Set([...saved, ...again]))
            onObject(key, news.has(key));
        const bad = new Set(refused);
        return read.map(({ outcome, object }) => (object && bad.has(object) ? UNSTORABLE : outcome));
    }
    async saveObjects(objects, receivedAt) {
        const { reports } = this.options.store;
        const result = await saveDivided(objects, (some) => reports.saveBatch(some, receivedAt), isDataError);
        this.noteUnstorable(result.refused.map(({ report }) => report.cluster));
        return result;
    }
    /** One that is lost is followed by the next. */
    async saveHeartbeats(all, receivedAt) {
        const { heartbeats } = this.options.store;
        const rows = all.map((report) => ({
            cluster: report.cluster,
            report: { ...report },
            receivedAt,
        }));
        const save = async (some) => {
            await heartbeats.saveBatch(some);
            return [];
        };
        const { refused } = await saveDivided(rows, save, isDataError);
        this.noteUnstorable(refused.map(({ cluster }) => cluster));
    }
    noteUnstorable(clusters) {
        this.counts.unstorable += clusters.length;
        for (const cluster of clusters)
            this.options.logger.error({ cluster }, 'a report cannot be stored');
    }
    take(report) {
        this.counts.events += report.events.length;
        this.options.onEvents(report);
    }
    read(delivery) {
        try {
            const report = decodeReport(delivery.payload, delivery.subject);
            if (report.hubUid !== this.options.hubUid)
                return this.refuse(delivery, 'it speaks to another hub');
            // Text in Postgres holds no NUL: one such report would hold up all that came with it.
            if (report.instance.includes('\0'))
                return this.refuse(delivery, 'its instance is not readable');
            if (report.type === 'digest' || report.type === 'inventory') {
                this.options.onAudit(report);
                return { outcome: DONE };
            }
            if (report.type === 'heartbeat')
                return { outcome: DONE, heartbeat: report };
            if (report.type === 'events')
                return { outcome: DONE, events: report };
            return this.readObject(delivery, report);
        }
        catch (error) {
            if (error instanceof UnreadableMessageError)
                return this.refuse(delivery, error.message);
            throw error;
        }
    }
    readObject(delivery, report) {
        const { apiVersion, kind, namespace, name } = report.object;
        const propagation = this.options.propagationOf(parseApiVersion(apiVersion).group, kind);
        if (!propagation)
            return this.refuse(delivery, `kind ${kind} is not spread by this hub`);
        const key = formatObjectKey({ ...propagation.resource, namespace, name });
        if (key.includes('\0'))
            return this.refuse(delivery, 'its name is not readable');
        const isWell = report.state === 'Applied' && report.reason === undefined;
        const isNews = !isWell || heedsMembers(propagation);
        return { outcome: DONE, object: { key, report: { ...report } }, isNews };
    }
    refuse(delivery, reason) {
        this.counts.refused++;
        this.options.logger.warn({ subject: delivery.subject, reason }, 'report refused');
        return { outcome: { kind: 'terminal', reason } };
    }
}
//# sourceMappingURL=report.ingest.js.map