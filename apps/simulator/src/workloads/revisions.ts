import { isReason, type KubeObject } from '#libs/apimachinery';
import { keyOf, splitKey, type InformerChange } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { controllerOf } from '../cluster/pod-index.js';
import { CONTROLLER_REVISIONS } from '../cluster/resources.js';
import { type ClusterContext } from '../controllers/context.js';
import { templateHash } from './deployment-revisions.js';
import { ownedBy, type PodTemplate } from './pod-template.js';

/** On a pod and its revision: which template it was made from. */
export const REVISION_HASH = 'controller-revision-hash';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** A ControllerRevision: a pod template that a DaemonSet or StatefulSet has had. */
export interface Revision extends KubeObject {
  /** Rises each time that its template is rolled out. */
  readonly revision: number;
  readonly data: { readonly spec: { readonly template: PodTemplate } };
}

/** A workload whose history is kept in ControllerRevisions. */
export interface RevisedWorkload extends KubeObject {
  readonly spec: { readonly template: PodTemplate; readonly revisionHistoryLimit?: number };
}

/** The histories of DaemonSets and StatefulSets, in the form that `kubectl rollout history` and `undo` read. */
export class Revisions {
  private readonly byOwner = new NestedMap<Revision>();

  constructor(private readonly context: ClusterContext) {
    context.informers.revisions.onChange((change) => {
      this.observe(change);
    });
  }

  /** All of the workload's, oldest first; the last is that of its present template: made, or brought to the front, if need be. */
  async present(workload: RevisedWorkload): Promise<readonly Revision[]> {
    const known = [...(this.byOwner.of(workload.metadata.uid ?? '')?.values() ?? [])];
    known.sort((a, b) => a.revision - b.revision);
    const wanted = revisionOf(workload, (known.at(-1)?.revision ?? 0) + 1);
    const at = known.findIndex((one) => one.metadata.name === wanted.metadata.name);
    const found = known[at];
    if (!found) return [...known, await this.create(wanted)];
    if (at === known.length - 1) return known;
    const renumbered = await this.renumber(found, wanted.revision);
    return [...known.filter((one) => one !== found), renumbered];
  }

  /** Deletes the oldest beyond the limit, but none that a pod was made from. */
  async trim(workload: RevisedWorkload, all: readonly Revision[], inUse: ReadonlySet<string>): Promise<void> {
    const idle = all.slice(0, -1).filter((one) => !inUse.has(one.metadata.labels?.[REVISION_HASH] ?? ''));
    const surplus = idle.slice(0, Math.max(0, idle.length - (workload.spec.revisionHistoryLimit ?? 10)));
    for (const { metadata } of surplus)
      await this.context.client.delete({
        ...CONTROLLER_REVISIONS,
        namespace: metadata.namespace ?? '',
        name: metadata.name ?? '',
      });
  }

  private observe({ type, object, previous }: InformerChange): void {
    const before = previous && controllerOf(previous);
    if (before) this.byOwner.delete(before.uid, keyOf(object));
    const owner = controllerOf(object);
    if (owner && type !== 'DELETED') this.byOwner.set(owner.uid, keyOf(object), object as Revision);
  }

  private async create(wanted: Revision): Promise<Revision> {
    const { client } = this.context;
    try {
      return (await client.create(CONTROLLER_REVISIONS, wanted)) as Revision;
    } catch (error) {
      if (!isReason(error, 'AlreadyExists')) throw error;
      // Created by the run before and not seen yet.
      return ((await client.get({ ...CONTROLLER_REVISIONS, ...splitKey(keyOf(wanted)) })) ??
        wanted) as Revision;
    }
  }

  private async renumber(found: Revision, revision: number): Promise<Revision> {
    const key = { ...CONTROLLER_REVISIONS, ...splitKey(keyOf(found)) };
    const written = await this.context.client.modify(key, (present) => ({ ...present, revision }));
    return (written ?? found) as Revision;
  }
}

/** The template that a revision holds. */
export function templateOf(revision: Revision): PodTemplate {
  const { $patch: _marker, ...template } = revision.data.spec.template as PodTemplate & { $patch?: string };
  return template;
}

/** In the API, `data` is a patch that puts the template back. */
function revisionOf(workload: RevisedWorkload, revision: number): Revision {
  const { name = '', namespace, annotations } = workload.metadata;
  const { template } = workload.spec;
  const hash = templateHash(template);
  const cause = annotations?.[CHANGE_CAUSE];
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata?.labels, [REVISION_HASH]: hash },
      ...(cause === undefined ? {} : { annotations: { [CHANGE_CAUSE]: cause } }),
      ownerReferences: [ownedBy(workload)],
    },
    data: { spec: { template: { ...template, $patch: 'replace' } as PodTemplate } },
    revision,
  };
}
