import { deepEqual } from '#libs/apimachinery';
import { ControlLoop, keyOf, splitKey } from '#libs/controller-runtime';
import { WORKERS } from '../limits.js';
import {} from './context.js';
/** A loop over the objects of one mirror: each change of an object, its end included, runs its key. */
export function mirrorLoop(context, name, mirror, reconcile) {
    const loop = new ControlLoop({
        name,
        reconciler: { reconcile },
        workers: WORKERS,
        clock: context.clock,
        logger: context.logger,
        resync: () => {
            for (const object of mirror.list())
                loop.enqueue(keyOf(object));
        },
    });
    mirror.onChange(({ object }) => loop.enqueue(keyOf(object)));
    return loop;
}
/** Writes the status that `object` shall have, unless it has it already or is another object by now. */
export async function writeStatus(context, resource, object, status) {
    if (deepEqual(status, object['status']))
        return;
    await context.client.modify({ ...resource, ...splitKey(keyOf(object)) }, (current) => (current.metadata.uid === object.metadata.uid ? { ...current, status } : undefined), 'status');
}
//# sourceMappingURL=mirror-loop.js.map