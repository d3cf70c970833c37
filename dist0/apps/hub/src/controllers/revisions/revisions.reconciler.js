import { parseObjectKey } from '#libs/apimachinery';
import { CONTROLLER_REVISIONS, controllerOf, presentRevision, templateHash, trimRevisions, } from '#libs/cluster-controllers';
import { done } from '#libs/controller-runtime';
import { LABEL_REVISION } from '#libs/kinds';
import { DEPLOYMENTS, keepDeploymentHistory, REPLICA_SETS } from './deployment-history.js';
import {} from './owned-names.js';
/**
 * Keeps what `kubectl rollout history` and `undo` read: ReplicaSets of Deployments, ControllerRevisions of DaemonSets and
 * StatefulSets. Keys are those of the workloads, and of ReplicaSets that have lost their Deployment.
 */
export class RevisionsReconciler {
    options;
    /** Histories of DaemonSets and StatefulSets that are as they should be, by key: what they were made for. */
    settled = new Map();
    constructor(options) {
        this.options = options;
    }
    async reconcile(key) {
        const objectKey = parseObjectKey(key);
        const object = await this.options.client.get(objectKey);
        if (objectKey.resource === REPLICA_SETS.resource)
            await this.sweep(objectKey, object);
        else if (!object)
            this.settled.delete(key);
        else if (object.metadata.deletionTimestamp !== undefined)
            await this.forget(objectKey, object);
        else if (objectKey.resource === DEPLOYMENTS.resource)
            await this.deployment(object);
        else
            await this.other(key, object);
        return done;
    }
    /** Somebody changed a record: it is looked at again. */
    doubt(key) {
        this.settled.delete(key);
    }
    deployment(object) {
        const { client, owned } = this.options;
        return keepDeploymentHistory(client, object, owned.of(object));
    }
    async other(key, object) {
        const { client, owned } = this.options;
        const workload = object;
        const { template, revisionHistoryLimit = '' } = workload.spec;
        const state = `${object.metadata.uid ?? ''} ${templateHash(template)} ${revisionHistoryLimit}`;
        if (this.settled.get(key) === state)
            return;
        const { namespace = '' } = object.metadata;
        const names = owned.of(object);
        const found = await Promise.all(names.map((name) => client.get({ ...CONTROLLER_REVISIONS, namespace, name })));
        const known = found.filter((one) => one !== undefined);
        await trimRevisions(client, workload, await presentRevision(client, workload, known));
        this.settled.set(key, state);
    }
    /** Whatever becomes of what the members have (`--cascade=orphan`), the records go with their Deployment. */
    async forget({ resource }, object) {
        if (resource !== DEPLOYMENTS.resource)
            return;
        const { client, owned } = this.options;
        const { namespace = '' } = object.metadata;
        for (const name of owned.of(object))
            await client.delete({ ...REPLICA_SETS, namespace, name });
    }
    /** The garbage collector took a record's owner from it before it could be deleted. */
    async sweep(key, set) {
        if (!set || set.metadata.labels?.[LABEL_REVISION] === undefined || controllerOf(set))
            return;
        const { uid } = set.metadata;
        await this.options.client.delete(key, uid === undefined ? {} : { uid });
    }
}
//# sourceMappingURL=revisions.reconciler.js.map