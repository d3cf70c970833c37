import {} from '#libs/process';
import { ACK_WAIT_MS, MAX_BATCH, THROWN_RETRY_MS } from './limits.js';
import {} from './transport.js';
/** A durable consumer in memory: keeps what is not confirmed, delivers it again, and lives on between subscribers. */
export class MemoryConsumer {
    kind;
    stored;
    options;
    /** By subject, in the order of delivery. */
    todo = new Map();
    /** Delivered and not confirmed: what comes again, and when. */
    pending = new Map();
    timer;
    subscribers = [];
    constructor(kind, stored, options) {
        this.kind = kind;
        this.stored = stored;
        this.options = options;
    }
    /** A new last value. */
    offer(message) {
        this.todo.delete(message.subject);
        this.todo.set(message.subject, { sequence: message.sequence, redelivered: false });
        this.deliver();
    }
    subscribe(handler, reachable) {
        const subscriber = { handler, reachable, inHand: undefined };
        this.subscribers.push(subscriber);
        this.deliver();
        return {
            stop: async () => {
                const at = this.subscribers.indexOf(subscriber);
                if (at >= 0)
                    this.subscribers.splice(at, 1);
                await subscriber.inHand;
            },
        };
    }
    /** Gives every idle subscriber a batch, in a microtask: what is published at once makes one batch. */
    deliver() {
        for (const subscriber of this.subscribers)
            if (!subscriber.inHand && subscriber.reachable() && this.todo.size > 0)
                subscriber.inHand = Promise.resolve().then(() => this.serve(subscriber));
    }
    async serve(subscriber) {
        while (this.subscribers.includes(subscriber) && subscriber.reachable()) {
            const batch = this.take();
            if (batch.length === 0)
                break;
            const outcomes = await this.handle(subscriber, batch);
            // Confirmations of a subscriber that is cut off by now never arrive.
            batch.forEach(({ message }, index) => {
                if (subscriber.reachable())
                    this.settle(message, outcomes[index]);
                else
                    this.again(message, ACK_WAIT_MS);
            });
        }
        subscriber.inHand = undefined;
        // What was offered while the loop ended.
        if (this.todo.size > 0 && this.subscribers.includes(subscriber))
            this.deliver();
    }
    take() {
        const batch = [];
        for (const [subject, entry] of [...this.todo]) {
            if (batch.length >= (this.options.maxBatch ?? MAX_BATCH))
                break;
            this.todo.delete(subject);
            const message = this.stored.get(subject);
            if (message?.sequence !== entry.sequence)
                continue;
            const fault = this.options.faults({
                stage: 'deliver',
                kind: this.kind,
                cluster: message.cluster,
                subject,
            });
            if (typeof fault === 'object') {
                this.again(message, fault.delayMs);
                continue;
            }
            this.again(message, ACK_WAIT_MS);
            if (fault === 'drop')
                continue;
            batch.push({ message, redelivered: entry.redelivered });
            if (fault === 'duplicate')
                batch.push({ message, redelivered: true });
        }
        return batch;
    }
    async handle(subscriber, batch) {
        try {
            return await subscriber.handler(batch.map(({ message, redelivered }) => ({
                payload: message.payload,
                subject: message.subject,
                redelivered,
            })));
        }
        catch {
            return batch.map(() => ({ kind: 'retry', delayMs: THROWN_RETRY_MS }));
        }
    }
    settle(message, outcome) {
        if (outcome?.kind === 'retry')
            this.again(message, outcome.delayMs);
        else if (outcome && this.pending.get(message.subject)?.sequence === message.sequence)
            this.pending.delete(message.subject);
    }
    /** Unless it is confirmed before, the message comes again, or what has replaced it comes. */
    again(message, delayMs) {
        const dueAt = this.options.clock.now() + delayMs;
        this.pending.set(message.subject, { sequence: message.sequence, dueAt });
        this.arm(dueAt);
    }
    arm(dueAt) {
        if (this.timer && this.timer.dueAt <= dueAt)
            return;
        this.timer?.cancel();
        const cancel = this.options.clock.after(dueAt - this.options.clock.now(), () => this.expire());
        this.timer = { dueAt, cancel };
    }
    expire() {
        this.timer = undefined;
        const now = this.options.clock.now();
        for (const [subject, { sequence, dueAt }] of this.pending) {
            if (dueAt > now) {
                this.arm(dueAt);
                continue;
            }
            this.pending.delete(subject);
            if (!this.todo.has(subject))
                this.todo.set(subject, { sequence, redelivered: true });
        }
        this.deliver();
    }
}
//# sourceMappingURL=memory-consumer.js.map