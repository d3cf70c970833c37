import { deepEqual, isReason } from '#libs/apimachinery';
import { controllerOf, isSetOf, newSet, outdated, renumbered, revisionOf, templateHash, upToDate, } from '#libs/cluster-controllers';
import { LABEL_REVISION } from '#libs/kinds';
/**
 * The history of a federated Deployment, as in every cluster: ReplicaSets that it owns, one for each template. Here they are
 * records and never spread; that of the present template shows how far the members are with it, which is what Helm waits for.
 */
export const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };
export const REPLICA_SETS = { group: 'apps', resource: 'replicasets' };
/** `owned`: the names of the ReplicaSets that have it as their controller. Throws for a retry, as when a name is taken. */
export async function keepDeploymentHistory(client, object, owned) {
    const deployment = object;
    const wanted = `${deployment.metadata.name ?? ''}-${templateHash(deployment.spec.template)}`;
    const present = owned.includes(wanted) ? await read(client, deployment, wanted) : undefined;
    const current = isSettled(deployment, present) ? present : await settle(client, deployment, owned);
    if (current)
        await show(client, deployment, current);
}
/** The set of the present template has the number of the Deployment, which is the highest there is. */
function isSettled(deployment, set) {
    if (!set || renumbered(deployment, set))
        return false;
    return upToDate(deployment, set, revisionOf([set])) === set;
}
/** Makes the set of the present template the newest; undefined: a paused Deployment, whose new template waits. */
async function settle(client, deployment, owned) {
    const hash = templateHash(deployment.spec.template);
    const known = (await Promise.all(owned.map((name) => read(client, deployment, name)))).filter((set) => set !== undefined);
    const old = known.filter((set) => !isSetOf(set, hash));
    const found = known.find((set) => isSetOf(set, hash));
    if (!found && deployment.spec.paused === true)
        return undefined;
    const revision = Math.max(revisionOf(found ? [found] : []), revisionOf(old) + 1);
    const current = found
        ? await client.modify(keyOf(found), (set) => upToDate(deployment, set, revision))
        : await create(client, deployment, newSet(deployment, hash, revision));
    if (!current)
        return undefined;
    const retired = await Promise.all(old.map((set) => retire(client, set)));
    // Last, for it says that all of this is done.
    await client.modify(keyOf(deployment, DEPLOYMENTS), (now) => renumbered(now, current));
    for (const set of outdated(deployment, retired))
        await client.delete(keyOf(set));
    return current;
}
async function create(client, deployment, set) {
    const labels = { ...set.metadata.labels, [LABEL_REVISION]: 'deployment' };
    try {
        return await client.create(REPLICA_SETS, { ...set, metadata: { ...set.metadata, labels } });
    }
    catch (error) {
        if (!isReason(error, 'AlreadyExists'))
            throw error;
        // Another hub was first, or the run before is not seen yet. What belongs to somebody else is no record of ours.
        const there = await client.get(keyOf(set));
        if (there && controllerOf(there)?.uid === deployment.metadata.uid)
            return there;
        throw error;
    }
}
function read(client, deployment, name) {
    const { namespace = '' } = deployment.metadata;
    return client.get({ ...REPLICA_SETS, namespace, name });
}
/** An old template has no replicas any more, as far as the hub is concerned. */
async function retire(client, set) {
    await resize(client, set, 0);
    await report(client, set, {});
    return { ...set, spec: { ...set.spec, replicas: 0 }, status: { replicas: 0 } };
}
/** A record of how far members are with the present template. */
async function show(client, deployment, set) {
    const { status = {}, metadata, spec } = deployment;
    await resize(client, set, spec.replicas ?? 1);
    // Otherwise the numbers are still about the template before.
    if (status.observedGeneration !== metadata.generation)
        return;
    const updated = status.updatedReplicas ?? 0;
    // Members do not tell which of their pods are ready; those of older templates are taken to be.
    const older = Math.max(0, (status.replicas ?? 0) - updated);
    const ofIt = (count = 0) => Math.min(updated, Math.max(0, count - older));
    await report(client, set, {
        replicas: updated,
        fullyLabeledReplicas: updated,
        readyReplicas: ofIt(status.readyReplicas),
        availableReplicas: ofIt(status.availableReplicas),
    });
}
async function resize(client, set, replicas) {
    if (set.spec.replicas === replicas)
        return;
    await client.modify(keyOf(set), (now) => ({
        ...now,
        spec: { ...now['spec'], replicas },
    }));
}
async function report(client, set, counts) {
    const shown = Object.entries({ replicas: 0, ...counts }).filter(([name, count]) => name === 'replicas' || count > 0);
    await client.modify(keyOf(set), (now) => {
        const { generation } = now.metadata;
        const status = {
            ...Object.fromEntries(shown),
            ...(generation === undefined ? {} : { observedGeneration: generation }),
        };
        return deepEqual(now['status'], status) ? undefined : { ...now, status };
    }, 'status');
}
function keyOf({ metadata: { namespace = '', name = '' } }, resource = REPLICA_SETS) {
    return { ...resource, namespace, name };
}
//# sourceMappingURL=deployment-history.js.map