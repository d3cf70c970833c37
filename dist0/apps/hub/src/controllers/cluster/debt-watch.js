import { findCondition, setCondition } from '#libs/apimachinery';
import {} from '../events/event-recorder.js';
/** How often debts are counted, ms; only while a cluster is away, or still shows some. */
const LOOK_MS = 15_000;
const TYPE = 'Debts';
/**
 * Counts what clusters that are away still have to delete. Only a count that this hub has just made is news: hubs that look at
 * different times do not correct each other.
 */
export class DebtWatch {
    count;
    news = new Map();
    lookedAt = Number.NEGATIVE_INFINITY;
    constructor(count) {
        this.count = count;
    }
    /** Looks if that is due. */
    async look(members, now) {
        const concerned = members.filter(({ ready, conditions }) => !ready || isShown(conditions));
        if (concerned.length === 0 || now - this.lookedAt < LOOK_MS)
            return;
        this.lookedAt = now;
        const owed = await this.count();
        this.news.clear();
        for (const { name, conditions } of concerned) {
            const count = owed.get(name) ?? 0;
            if (withDebts(conditions, count, now) !== conditions)
                this.news.set(name, count);
        }
    }
    /** Something to write about this cluster. */
    isNews(name) {
        return this.news.has(name);
    }
    /** The conditions with the newest count, if there is one. */
    apply(name, conditions, now) {
        const count = this.news.get(name);
        return count === undefined ? conditions : withDebts(conditions, count, now);
    }
    /** It has been written; what is to be said about it, where it began or ended. */
    told(name, before) {
        const count = this.news.get(name);
        this.news.delete(name);
        if (count === undefined || count > 0 === isShown(before))
            return undefined;
        return count > 0
            ? { type: 'Warning', reason: 'DeletionsOwed', message: owedMessage(count) }
            : { type: 'Normal', reason: 'DebtsPaid', message: 'what was deleted meanwhile is gone here too' };
    }
}
function isShown(conditions) {
    return findCondition(conditions, TYPE)?.status === 'True';
}
/** A cluster that never owed anything has no such condition. The same conditions when nothing changes. */
function withDebts(conditions, count, now) {
    if (count > 0)
        return setCondition(conditions, { type: TYPE, status: 'True', reason: 'DeletionsOwed', message: owedMessage(count) }, now);
    if (!isShown(conditions))
        return conditions;
    return setCondition(conditions, { type: TYPE, status: 'False', reason: 'Settled', message: '' }, now);
}
function owedMessage(count) {
    return `${count} object${count === 1 ? ' is' : 's are'} still to be deleted or let go of here, when the cluster is back`;
}
//# sourceMappingURL=debt-watch.js.map