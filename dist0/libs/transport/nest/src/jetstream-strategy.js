import { Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import {} from '#libs/transport';
/**
 * Feeds Nest's `@EventPattern('work')` and `@EventPattern('report')` handlers from the transport. A handler takes a
 * whole batch (`readonly Delivery[]`) and answers one Outcome for each; what it throws means retry for all of them.
 * Guards, pipes, interceptors and filters of Nest apply to the batch.
 */
export class JetStreamStrategy extends Server {
    options;
    subscriptions = [];
    constructor(options) {
        super();
        this.options = options;
    }
    /** Subscribes; `callback` gets an error when handlers and sources do not match, or a source fails. */
    listen(callback) {
        this.subscribe().then(() => callback(), callback);
    }
    /** Stops taking more; resolves when what has arrived is handled. The transport itself stays open. */
    async close() {
        const subscriptions = this.subscriptions;
        this.subscriptions = [];
        await Promise.all(subscriptions.map((subscription) => subscription.stop()));
    }
    /** The transport tells its events itself. */
    on() {
        throw new Error('this strategy has no events; use onConnect of the transport');
    }
    unwrap() {
        throw new Error('this strategy hides no server; use the transport that it was given');
    }
    async subscribe() {
        const sources = new Map(Object.entries(this.options.sources));
        const handled = [...this.getHandlers().keys()];
        const unfed = handled.filter((pattern) => !sources.has(pattern));
        const unheard = [...sources.keys()].filter((pattern) => !handled.includes(pattern));
        if (unfed.length > 0)
            throw new Error(`no source for the handlers of: ${unfed.join(', ')}`);
        if (unheard.length > 0)
            throw new Error(`no handler for the sources: ${unheard.join(', ')}`);
        for (const [pattern, source] of sources)
            this.subscriptions.push(await source(this.batchHandler(pattern)));
    }
    batchHandler(pattern) {
        const handler = this.getHandlerByPattern(pattern);
        if (!handler)
            throw new Error(`no handler for ${pattern}`);
        if (handler.next)
            throw new Error(`${pattern} has two handlers; a batch can have one outcome only`);
        return async (deliveries) => {
            const answer = await handler(deliveries);
            return outcomesOf(isObservable(answer) ? await lastValueFrom(answer) : answer);
        };
    }
}
function outcomesOf(answer) {
    if (Array.isArray(answer))
        return answer;
    throw new Error('a batch handler must answer an array of outcomes');
}
//# sourceMappingURL=jetstream-strategy.js.map