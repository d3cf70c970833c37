import {
  controllerOf,
  presentRevision,
  trimRevisions,
  type Revision,
  type RevisedWorkload,
} from '#libs/cluster-controllers';
import { keyOf, type InformerChange } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { type ClusterContext } from '../controllers/context.js';
import { type PodTemplate } from './pod-template.js';

/** The histories of DaemonSets and StatefulSets, by the mirror of ControllerRevisions. */
export class Revisions {
  private readonly byOwner = new NestedMap<Revision>();

  constructor(private readonly context: ClusterContext) {
    context.informers.revisions.onChange((change) => {
      this.observe(change);
    });
  }

  /** All of the workload's, oldest first; the last is that of its present template: made, or brought to the front, if need be. */
  present(workload: RevisedWorkload): Promise<readonly Revision[]> {
    const known = [...(this.byOwner.of(workload.metadata.uid ?? '')?.values() ?? [])];
    return presentRevision(this.context.client, workload, known);
  }

  /** Deletes the oldest beyond the limit, but none that a pod was made from. */
  trim(workload: RevisedWorkload, all: readonly Revision[], inUse: ReadonlySet<string>): Promise<void> {
    return trimRevisions(this.context.client, workload, all, inUse);
  }

  private observe({ type, object, previous }: InformerChange): void {
    const before = previous && controllerOf(previous);
    if (before) this.byOwner.delete(before.uid, keyOf(object));
    const owner = controllerOf(object);
    if (owner && type !== 'DELETED') this.byOwner.set(owner.uid, keyOf(object), object as Revision);
  }
}

/** The template that a revision holds. */
export function templateOf(revision: Revision): PodTemplate {
  const { $patch: _marker, ...template } = revision.data.spec.template;
  return template as PodTemplate;
}
