import { decodeAudit, decodeWork, isAuditSubject, UnreadableMessageError, } from '#libs/protocol';
import {} from '#libs/process';
import {} from '#libs/transport';
import {} from './checkpoint.js';
import { isNewer } from './generations.js';
import { isNews } from './object-table.js';
const DONE = { kind: 'done' };
/** Beyond the limit of objects: looked at again after so long, in case some were deleted. */
const FULL_RETRY_MS = 30_000;
/**
 * Takes in a batch of work: what is news is written to the checkpoint, and only then acknowledged. The agent never goes
 * back: older generations, and work of another hub, are acknowledged and have no effect.
 */
export async function takeIn(options, deliveries) {
    const news = new Map();
    const outcomes = deliveries.map((delivery) => consider(options, delivery, news));
    if (news.size > 0)
        await options.checkpoint.putWork([...news.values()]);
    for (const { key, message } of news.values())
        if (options.table.accept(key, message))
            options.wake(key);
    return outcomes;
}
function consider(options, delivery, news) {
    const { table, logger } = options;
    let message;
    try {
        message = decode(delivery);
    }
    catch (error) {
        if (!(error instanceof UnreadableMessageError))
            throw error;
        return { kind: 'terminal', reason: error.message };
    }
    if (message.cluster !== options.cluster)
        return { kind: 'terminal', reason: 'work of another cluster' };
    if (message.hubUid !== options.hubUid) {
        logger.warn({ hubUid: message.hubUid }, 'work of another hub is left alone');
        return DONE;
    }
    if ('type' in message) {
        options.onAudit(message);
        return DONE;
    }
    // decodeWork has checked that this is the hash of the object.
    const key = delivery.subject.slice(delivery.subject.lastIndexOf('.') + 1);
    const before = news.get(key)?.message;
    const known = table.get(key);
    if (before ? !isNewer(message, before) : !isNews(message, known))
        return DONE;
    if (!known && !before && table.size + news.size >= options.maxObjects) {
        logger.error({ limit: options.maxObjects }, 'more objects than this agent takes; work is sent back');
        return { kind: 'retry', delayMs: FULL_RETRY_MS };
    }
    news.set(key, { key, message, payload: delivery.payload });
    return DONE;
}
function decode({ payload, subject }) {
    return isAuditSubject(subject) ? decodeAudit(payload, subject) : decodeWork(payload, subject);
}
//# sourceMappingURL=intake.js.map