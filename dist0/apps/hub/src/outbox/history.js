import { z } from 'zod';
import {} from '#libs/process';
import {} from '#libs/store';
import {} from '#libs/transport';
import { CLAIM_GAP_MS, CLAIM_SPAN, STATE_POLL_MS } from './limits.js';
const markSchema = z.object({ hubUid: z.string(), epoch: z.number(), generation: z.number() });
/**
 * Compares the database with what outlives it: the mark that goes to the broker before each batch of work, and the
 * generations that agents know. A database that is behind them is an older backup: a new epoch begins, all work is published
 * again, and deletions are held until an admin confirms (docs/decisions/0018-restored-backup.md). The other way
 * around, a mark that is behind what was published shows that the broker lost the end of its log.
 */
export class History {
    options;
    known;
    mark;
    /** For which everything is published, or about to be. */
    epoch;
    /** What was published when the mark was read. */
    published = 0;
    prepared = false;
    /** A generation that the database is known to have reached. */
    reached = 0;
    looking;
    claimedAt = Number.NEGATIVE_INFINITY;
    tell = () => undefined;
    cancelPoll = () => undefined;
    counts = { epochsBegun: 0, claimsIgnored: 0, deletionsHeld: 0 };
    constructor(options, state) {
        this.options = options;
        this.known = state;
        this.epoch = state.epoch;
        this.note(state);
        options.transport.onConnect(() => (this.prepared = false));
    }
    /** As last read; another hub may have changed it a few seconds ago. */
    get state() {
        return this.known;
    }
    /** `listener` is told, for people, when this hub begins an epoch. */
    onRestored(listener) {
        this.tell = listener;
    }
    start() {
        this.cancelPoll = this.options.clock.after(STATE_POLL_MS, () => {
            void this.options.store
                .hubState()
                .then((state) => this.note(state))
                .catch((error) => this.options.logger.debug({ err: error }, 'hub state not read'))
                .finally(() => this.start());
        });
    }
    async stop() {
        this.cancelPoll();
        this.cancelPoll = () => undefined;
        await this.looking;
    }
    /** Another hub may have published: look again before the next batch. */
    distrust() {
        this.prepared = false;
    }
    /** For who is about to publish. @throws TransportError, StatusError: nothing may be published yet */
    async prepare() {
        if (this.prepared)
            return;
        const { store, transport, logger } = this.options;
        this.prepared = true;
        try {
            // In this order: what other hubs do meanwhile looks like nothing was lost.
            const published = (this.published = await store.work.publishedGeneration());
            const mark = readMark(await transport.readMark());
            let state = await store.hubState();
            this.note(state);
            this.reached = await store.work.maxGeneration();
            this.mark = mark?.hubUid === state.hubUid ? mark : undefined;
            if (this.mark && isBefore({ epoch: state.epoch, generation: this.reached }, this.mark))
                state = await this.begin(state, this.mark.generation, 'the broker');
            // Nothing goes out in a new epoch before all of it is to go: a hub that died over it would leave members without.
            const isNewEpoch = state.epoch > (this.mark?.epoch ?? this.epoch);
            if (isNewEpoch || (this.mark && isBefore(this.mark, { epoch: state.epoch, generation: published }))) {
                logger.warn({ mark: this.mark, published, epoch: state.epoch }, 'all work is sent again');
                await store.work.republish();
            }
            this.epoch = state.epoch;
        }
        catch (error) {
            this.prepared = false;
            throw error;
        }
    }
    /**
     * Tells the broker that work up to these items exists, if that is news. Call it before they are published, on the same
     * connection, and wait for both together: the broker stores in order.
     */
    async advance(items) {
        if (items.some(({ epoch }) => epoch !== this.epoch)) {
            this.prepared = false;
            throw new Error('another hub began an epoch');
        }
        const { hubUid } = this.known;
        let next = this.mark ?? { hubUid, epoch: 0, generation: 0 };
        for (const { epoch, generation } of items)
            if (isBefore(next, { epoch, generation }))
                next = { hubUid, epoch, generation };
        if (next === this.mark)
            return;
        if (!this.mark)
            next = { ...next, generation: Math.max(next.generation, this.published) };
        this.mark = next;
        try {
            await this.options.transport.publishMark(Buffer.from(JSON.stringify(next)));
        }
        catch (error) {
            this.prepared = false;
            throw error;
        }
    }
    /** An agent says that it knows work of this generation. Cheap unless the generation is news. */
    hear(cluster, generation) {
        if (generation <= this.reached || this.looking)
            return;
        this.looking = this.look(cluster, generation)
            .catch((error) => this.options.logger.warn({ err: error }, 'work generation not compared'))
            .finally(() => (this.looking = undefined));
    }
    /** An admin has looked: deletions go out. False: they were not held. */
    async confirm() {
        const released = await this.options.store.releaseDeletions();
        this.note(await this.options.store.hubState());
        return released;
    }
    async look(cluster, generation) {
        const { store, clock, logger } = this.options;
        this.reached = await store.work.maxGeneration();
        if (generation <= this.reached)
            return;
        // One member alone may lie: it is not believed anything, nor often.
        const now = clock.now();
        const isLikely = generation <= Math.max(this.reached, now * 1_000) + CLAIM_SPAN;
        if (!isLikely || now - this.claimedAt < CLAIM_GAP_MS) {
            const level = this.counts.claimsIgnored++ === 0 ? 'warn' : 'debug';
            logger[level]({ cluster, generation, ours: this.reached }, 'an agent claims to know work that this hub never made');
            return;
        }
        this.claimedAt = now;
        await this.begin(await store.hubState(), generation, `the agent of cluster ${cluster}`);
    }
    async begin(seen, generation, witness) {
        const { store, logger } = this.options;
        const state = await store.raiseEpoch(seen, { generation });
        this.counts.epochsBegun++;
        this.note(state);
        this.reached = await store.work.maxGeneration();
        store.work.announce();
        const message = `${witness} knows work of generation ${generation}, which this database does not: an older backup was restored. ` +
            `Epoch ${state.epoch} begins, all work is sent again, and deletions in clusters wait until an admin confirms them`;
        logger.error({ epoch: state.epoch, generation, witness }, message);
        this.tell(message);
        return state;
    }
    note(state) {
        const { deletionsHeld } = this.known;
        this.known = state;
        this.counts.deletionsHeld = Number(state.deletionsHeld);
        if (deletionsHeld && !state.deletionsHeld)
            this.options.logger.info('an admin has confirmed: deletions are sent to clusters again');
    }
}
function isBefore(a, b) {
    return a.epoch < b.epoch || (a.epoch === b.epoch && a.generation < b.generation);
}
function readMark(payload) {
    if (!payload)
        return undefined;
    try {
        return markSchema.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
    }
    catch {
        // Of a later version, perhaps: it says nothing to us.
        return undefined;
    }
}
//# sourceMappingURL=history.js.map