import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/apimachinery';
import { manifestFor, MEMBERS_FINALIZER, propagationOf } from '#libs/kinds';
import {} from '#libs/store';
import {} from './cluster-view.js';
import { planObject } from './plan-object.js';
/** Builders for specs of propagation: one object, its members, their rows and reports. */
export const NOW = Date.parse('2026-11-21T08:00:00Z');
export const CONFIGMAPS = { group: '', resource: 'configmaps' };
export const NAMESPACES = { group: '', resource: 'namespaces' };
export const REPLICASETS = { group: 'apps', resource: 'replicasets' };
export const sha256 = (text) => createHash('sha256').update(text).digest('hex');
export function objectOf(kind, metadata = {}, fields = {}) {
    return {
        apiVersion: kind === 'ReplicaSet' ? 'apps/v1' : 'v1',
        kind,
        metadata: {
            name: 'x',
            ...(kind === 'Namespace' ? {} : { namespace: 'demo' }),
            uid: 'uid-1',
            resourceVersion: '7',
            generation: 3,
            finalizers: [MEMBERS_FINALIZER],
            ...metadata,
        },
        ...fields,
    };
}
export function replicaSet(replicas, annotations = {}) {
    return objectOf('ReplicaSet', { annotations }, { spec: { replicas } });
}
/** Ready and active unless said. */
export function view(name, more = {}) {
    return {
        name,
        labels: {},
        ready: true,
        readinessSince: 0,
        offline: false,
        offlineSince: 0,
        cordoned: false,
        draining: false,
        ...more,
    };
}
export function views(...names) {
    return names.map((name) => view(name));
}
/** Offline for `ms`. */
export function away(name, ms, more = {}) {
    return view(name, {
        ready: false,
        readinessSince: NOW - ms,
        offline: true,
        offlineSince: NOW - ms,
        ...more,
    });
}
export function row(cluster, more = {}) {
    return {
        key: 'k',
        cluster,
        uid: 'uid-1',
        action: 'apply',
        reason: 'because',
        manifestHash: 'hash',
        generation: 5,
        published: true,
        ...more,
    };
}
export function holds(cluster, replicas) {
    return row(cluster, { patch: { spec: { replicas } } });
}
export function says(cluster, report = {}) {
    return {
        key: 'k',
        cluster,
        receivedAt: NOW,
        report: {
            cluster,
            epoch: 1,
            generation: 5,
            instance: 'i',
            sequence: 1,
            state: 'Applied',
            uid: 'uid-1',
            ...report,
        },
    };
}
export function plan(input) {
    return planObject({
        key: 'k',
        resource: CONFIGMAPS,
        propagation: propagationOf(input.resource ?? CONFIGMAPS),
        object: objectOf('ConfigMap'),
        work: [],
        reports: [],
        clusters: views('a', 'b'),
        now: NOW,
        hash: sha256,
        ...input,
    });
}
/** `cluster action` of every target, in order. */
export function actions(targets) {
    return targets?.map(({ cluster, action }) => `${cluster} ${action}`);
}
export function replicasOf(targets) {
    return Object.fromEntries(targets.map(({ cluster, patch }) => [cluster, (patch?.['spec']).replicas]));
}
/** The rows that the store would hold after this plan. */
export function stored(output) {
    const { plan: saved } = output;
    return (saved?.targets ?? []).map((target) => row(target.cluster, {
        ...target,
        uid: target.uid ?? saved?.uid ?? '',
        manifestHash: target.action === 'apply' ? (saved?.manifest?.hash ?? '') : '',
    }));
}
export function manifestOf(resource, object) {
    const propagation = propagationOf(resource);
    if (!propagation)
        throw new Error('not spread');
    return canonicalJson(manifestFor(object, propagation));
}
//# sourceMappingURL=propagation.fixture.js.map