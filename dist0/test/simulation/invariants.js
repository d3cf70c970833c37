import { formatObjectKey } from '#libs/apimachinery';
import { decodeWork, isAuditSubject } from '#libs/protocol';
import { surgeOf } from '#libs/placement';
import {} from '#libs/store';
import { CREATED_BY, isManagedBy, markOf } from '../../apps/agent/src/work/marks.js';
import { clusterView } from '../../apps/hub/src/controllers/propagation/cluster-view.js';
import { standingOf } from '../../apps/hub/src/controllers/propagation/standing.js';
import { CLUSTERS } from './hub-api.js';
import { keyOf } from './sim-member.js';
import {} from './sim-store.js';
export const HUB_UID = 'hub-1';
/** What must hold at every moment, looked at with every write to a member, every plan and every start of an agent. */
export class Invariants {
    api;
    now;
    violations = [];
    /** Newest generation applied, by cluster and key. */
    applied = new Map();
    /** Uids of member objects that bore our mark and were not let go of. */
    ours = new Set();
    /** Newest generation acknowledged, by cluster and subject hash. */
    acknowledged = new Map();
    store;
    constructor(api, now) {
        this.api = api;
        this.now = now;
    }
    changed(member, verb, before, after) {
        const object = after ?? before;
        if (!object)
            return;
        const name = `${member.name} ${formatObjectKey(keyOf(object))}`;
        if (before)
            this.checkOwn(name, verb, before);
        if (!after)
            this.checkDelete(name, object);
        else if (verb === 'apply')
            this.checkOrder(name, after);
        if (after)
            this.noteOwner(verb, after);
    }
    /** Work that the broker will not send again. */
    acknowledge(cluster, payload, subject) {
        if (isAuditSubject(subject))
            return;
        const { generation, action, encoding, object } = decodeWork(payload, subject);
        if (object.kind === 'Secret' && action === 'apply' && encoding !== 'sealed')
            this.violate(`${subject}: a Secret travels unsealed`);
        const name = `${cluster} ${subject.slice(subject.lastIndexOf('.') + 1)}`;
        this.acknowledged.set(name, Math.max(generation, this.acknowledged.get(name) ?? 0));
    }
    /** The disk of its agent is lost. */
    forgetAcknowledged(cluster) {
        for (const name of this.acknowledged.keys())
            if (name.startsWith(`${cluster} `))
                this.acknowledged.delete(name);
    }
    /** An agent starts with this. */
    starting(cluster, entries) {
        const held = new Map([...entries].map(([key, { work }]) => [`${cluster} ${key}`, work.generation]));
        for (const [name, generation] of this.acknowledged)
            if (name.startsWith(`${cluster} `) && (held.get(name) ?? 0) < generation)
                this.violate(`${name}: generation ${generation} was acknowledged and is lost`);
    }
    /** A plan was stored. */
    planned(plan) {
        const { replicas } = (this.objectOf(plan)?.['spec'] ?? {});
        if (replicas === undefined)
            return;
        const lost = new Set(this.api.log
            .of(CLUSTERS)
            .map(clusterView)
            .filter((view) => standingOf(view, this.now()).role === 'lost')
            .map(({ name }) => name));
        const given = plan.targets
            .filter(({ action, cluster }) => action === 'apply' && !lost.has(cluster))
            .reduce((sum, { patch }) => sum + (patch?.['spec']?.replicas ?? 0), 0);
        const most = replicas + surgeOf(replicas);
        if (given > most)
            this.violate(`${plan.key}: ${given} replicas are given, and ${most} may be`);
    }
    violate(text) {
        this.violations.push(`${new Date(this.now()).toISOString()} ${text}`);
    }
    objectOf({ key }) {
        return this.api.log.objects.get(key);
    }
    noteOwner(verb, after) {
        const { uid = '' } = after.metadata;
        if (isManagedBy(after, HUB_UID))
            this.ours.add(uid);
        else if (verb === 'patch')
            this.ours.delete(uid);
    }
    checkOwn(name, verb, before) {
        const { uid = '' } = before.metadata;
        if (before.kind === 'Namespace' || isManagedBy(before, HUB_UID) || this.ours.has(uid))
            return;
        this.violate(`${name}: ${verb} on an object that is not ours`);
    }
    checkDelete(name, before) {
        const { annotations } = before.metadata;
        if (before.kind === 'Namespace' && annotations?.[CREATED_BY] !== HUB_UID)
            this.violate(`${name}: deleted, and we have not made it`);
        const generation = markOf(annotations)?.generation ?? 0;
        const deletes = this.store?.deletes.get(name) ?? [];
        if (!deletes.some((told) => told > generation))
            this.violate(`${name}: generation ${generation} was deleted, and no row said so`);
    }
    checkOrder(name, after) {
        const generation = markOf(after.metadata.annotations)?.generation;
        if (generation === undefined)
            return;
        const newest = this.applied.get(name) ?? 0;
        if (generation < newest)
            this.violate(`${name}: generation ${generation} was applied after ${newest}`);
        this.applied.set(name, Math.max(generation, newest));
    }
}
//# sourceMappingURL=invariants.js.map