import { formatObjectKey } from '#libs/apimachinery';
import { CONTROLLER_REVISIONS, controllerOf } from '#libs/cluster-controllers';
import { ControlLoop } from '#libs/controller-runtime';
import {} from '#libs/process';
import { DEPLOYMENTS, REPLICA_SETS } from '../controllers/revisions/deployment-history.js';
import { REVISION_DELAY_MS, REVISION_WORKERS } from '../controllers/revisions/limits.js';
import { OwnedNames } from '../controllers/revisions/owned-names.js';
import { RevisionsReconciler } from '../controllers/revisions/revisions.reconciler.js';
import {} from './housekeeping.js';
const WORKLOADS = {
    Deployment: DEPLOYMENTS,
    DaemonSet: { group: 'apps', resource: 'daemonsets' },
    StatefulSet: { group: 'apps', resource: 'statefulsets' },
};
/** The loop that keeps the histories of workloads, woken by them and by their records. */
export function createRevisions({ client, loops, housekeeping, clock, logger }) {
    const owned = new OwnedNames();
    const reconciler = new RevisionsReconciler({ client, owned });
    const workloads = Object.values(WORKLOADS).map((resource) => housekeeping.informerOf(resource));
    const loop = loops.add(new ControlLoop({
        name: 'revisions',
        reconciler,
        workers: REVISION_WORKERS,
        clock,
        logger,
        resync: () => {
            for (const informer of workloads)
                for (const object of informer.list())
                    loop.enqueue(keyOf(informer.resource, object));
        },
    }));
    for (const informer of workloads)
        informer.onChange(({ object }) => {
            const key = keyOf(informer.resource, object);
            // Before the garbage collector comes to what it owns.
            if (object.metadata.deletionTimestamp !== undefined)
                loop.enqueue(key);
            else
                loop.enqueueAfter(key, REVISION_DELAY_MS);
        });
    for (const resource of [REPLICA_SETS, CONTROLLER_REVISIONS]) {
        const informer = housekeeping.informerOf(resource);
        owned.follow(informer);
        informer.onChange((change) => wake(change, resource));
    }
    const wake = ({ type, object, previous }, resource) => {
        const owner = controllerOf(object);
        const workload = owner && WORKLOADS[owner.kind];
        if (owner && workload && type !== 'ADDED') {
            const key = formatObjectKey({
                ...workload,
                namespace: object.metadata.namespace ?? '',
                name: owner.name,
            });
            reconciler.doubt(key);
            loop.enqueueAfter(key, REVISION_DELAY_MS);
        }
        else if (!owner && previous && controllerOf(previous) && resource === REPLICA_SETS)
            loop.enqueue(keyOf(resource, object));
    };
    return loop;
}
function keyOf(resource, { metadata }) {
    const { namespace = '', name = '' } = metadata;
    return formatObjectKey({ ...resource, namespace, name });
}
//# sourceMappingURL=revisions.js.map