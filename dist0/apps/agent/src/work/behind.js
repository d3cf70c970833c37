import { requeueAfter } from '#libs/controller-runtime';
import { isNewer } from './generations.js';
import {} from './marks.js';
import {} from './object-table.js';
import {} from './work-context.js';
/**
 * Whether newer work than the one in hand was carried out before: the checkpoint has lost it, or another agent of this
 * cluster has it. The agent never goes back; unless the hub says once more that there is nothing newer. `mark`: of the
 * object in the member.
 */
export function isBehind(object, mark) {
    const { affirmed, applied, finished, work } = object;
    if (affirmed)
        return false;
    return ((applied !== undefined && isNewer(applied, work)) ||
        (mark !== undefined && isNewer(mark, work)) ||
        (finished !== undefined && finished > work.generation));
}
/** Asks for it, and leaves the object alone until it comes. */
export function waitForHub(context, object) {
    context.damaged(object);
    return requeueAfter(context.limits.slowRetryMs, 'newer work than this was carried out before');
}
//# sourceMappingURL=behind.js.map