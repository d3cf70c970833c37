import { isReason } from '#libs/apimachinery';
import { DEFAULT_HISTORY, ownedBy, templateHash, } from './owned.js';
/** The histories of DaemonSets and StatefulSets, in the form that `kubectl rollout history` and `undo` read. */
export const CONTROLLER_REVISIONS = { group: 'apps', resource: 'controllerrevisions' };
/** On a pod and its revision: which template it was made from. */
export const REVISION_HASH = 'controller-revision-hash';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';
/**
 * All of the workload's, oldest first; the last is that of its present template: made, or brought to the front, if need be.
 * `known`: those there are.
 */
export async function presentRevision(client, workload, known) {
    const sorted = [...known].sort((a, b) => a.revision - b.revision);
    const wanted = revisionOf(workload, (sorted.at(-1)?.revision ?? 0) + 1);
    const at = sorted.findIndex((one) => one.metadata.name === wanted.metadata.name);
    const found = sorted[at];
    if (!found)
        return [...sorted, await create(client, wanted)];
    if (at === sorted.length - 1)
        return sorted;
    const renumbered = await client.modify(keyOf(found), (present) => ({
        ...present,
        revision: wanted.revision,
    }));
    return [...sorted.filter((one) => one !== found), (renumbered ?? found)];
}
/** Deletes the oldest beyond the limit, but none that a pod was made from (`inUse`, by hash). `all`: as presentRevision gives them. */
export async function trimRevisions(client, workload, all, inUse = new Set()) {
    const idle = all.slice(0, -1).filter((one) => !inUse.has(one.metadata.labels?.[REVISION_HASH] ?? ''));
    const limit = workload.spec.revisionHistoryLimit ?? DEFAULT_HISTORY;
    for (const one of idle.slice(0, Math.max(0, idle.length - limit)))
        await client.delete(keyOf(one));
}
async function create(client, wanted) {
    try {
        return (await client.create(CONTROLLER_REVISIONS, wanted));
    }
    catch (error) {
        if (!isReason(error, 'AlreadyExists'))
            throw error;
        // Created by the run before and not seen yet.
        return ((await client.get(keyOf(wanted))) ?? wanted);
    }
}
function keyOf({ metadata: { namespace = '', name = '' } }) {
    return { ...CONTROLLER_REVISIONS, namespace, name };
}
/** In the API, `data` is a patch that puts the template back. */
function revisionOf(workload, revision) {
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
        data: { spec: { template: { ...template, $patch: 'replace' } } },
        revision,
    };
}
//# sourceMappingURL=controller-revisions.js.map