import { formatObjectKey, parseApiVersion } from '#libs/apimachinery';
import {} from '#libs/process';
import {} from '#libs/protocol';
import {} from '#libs/store';
import {} from './event-recorder.js';
import { MEMBER_EVENTS_AT_ONCE, MEMBER_EVENTS_PENDING } from './limits.js';
/** What Kubernetes takes as the reason of an Event, and no more. */
const REASON = /^[A-Za-z][A-Za-z0-9]{0,127}$/;
/**
 * Raises members' Warnings at the hub, on the object that they are about: one Event for each cluster and reason. Best effort and
 * in the background. A member is heard about what it was given, and about nothing else.
 */
export class MemberEvents {
    options;
    pending = [];
    draining;
    counts = { raised: 0, refused: 0, dropped: 0 };
    constructor(options) {
        this.options = options;
    }
    take({ cluster, events }) {
        const room = MEMBER_EVENTS_PENDING - this.pending.length;
        const taken = events.slice(0, Math.max(0, room));
        this.counts.dropped += events.length - taken.length;
        for (const note of taken)
            this.pending.push({ cluster, note });
        this.draining ??= this.drain();
    }
    /** Waits until what was taken is raised. */
    async flush() {
        await this.draining;
    }
    async drain() {
        // Later in this turn more may come, and they go together.
        await Promise.resolve();
        while (this.pending.length > 0) {
            const batch = this.pending.slice(0, MEMBER_EVENTS_AT_ONCE);
            this.pending = this.pending.slice(MEMBER_EVENTS_AT_ONCE);
            await Promise.all(batch.map((one) => this.tryToRaise(one)));
        }
        // In the same turn as the last look: what comes now starts anew.
        this.draining = undefined;
    }
    async tryToRaise(one) {
        try {
            if (await this.raise(one))
                this.counts.raised += 1;
            else
                this.counts.refused += 1;
        }
        catch (error) {
            this.counts.dropped += 1;
            this.options.logger.warn({ err: error, cluster: one.cluster }, 'a warning of a member was lost');
        }
    }
    async raise({ cluster, note }) {
        const { events, resourceOf, work } = this.options;
        const { apiVersion, kind, namespace, name } = note.object;
        const resource = resourceOf(parseApiVersion(apiVersion).group, kind);
        if (!resource || !REASON.test(note.reason))
            return false;
        const { work: rows } = await work.load(formatObjectKey({ ...resource, namespace, name }));
        const has = rows.some((row) => row.cluster === cluster && row.uid === note.uid && row.action === 'apply');
        if (!has)
            return false;
        const metadata = { name, ...(namespace === '' ? {} : { namespace }), uid: note.uid };
        const about = note.kind === kind && note.name === name ? '' : `${note.kind} ${note.name}: `;
        events.record({ apiVersion, kind, metadata }, {
            type: 'Warning',
            reason: note.reason,
            message: `cluster ${cluster}: ${about}${note.message}`,
            about: `raised in ${cluster}`,
        });
        return true;
    }
}
//# sourceMappingURL=member-events.js.map