import { controllerOf, presentRevision, trimRevisions, } from '#libs/cluster-controllers';
import { keyOf } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import {} from '../controllers/context.js';
import {} from './pod-template.js';
/** The histories of DaemonSets and StatefulSets, by the mirror of ControllerRevisions. */
export class Revisions {
    context;
    byOwner = new NestedMap();
    constructor(context) {
        this.context = context;
        context.informers.revisions.onChange((change) => {
            this.observe(change);
        });
    }
    /** All of the workload's, oldest first; the last is that of its present template: made, or brought to the front, if need be. */
    present(workload) {
        const known = [...(this.byOwner.of(workload.metadata.uid ?? '')?.values() ?? [])];
        return presentRevision(this.context.client, workload, known);
    }
    /** Deletes the oldest beyond the limit, but none that a pod was made from. */
    trim(workload, all, inUse) {
        return trimRevisions(this.context.client, workload, all, inUse);
    }
    observe({ type, object, previous }) {
        const before = previous && controllerOf(previous);
        if (before)
            this.byOwner.delete(before.uid, keyOf(object));
        const owner = controllerOf(object);
        if (owner && type !== 'DELETED')
            this.byOwner.set(owner.uid, keyOf(object), object);
    }
}
/** The template that a revision holds. */
export function templateOf(revision) {
    const { $patch: _marker, ...template } = revision.data.spec.template;
    return template;
}
//# sourceMappingURL=revisions.js.map