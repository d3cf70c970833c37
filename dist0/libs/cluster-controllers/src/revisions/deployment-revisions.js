import { deepEqual } from '#libs/apimachinery';
import { DEFAULT_HISTORY, ownedBy } from './owned.js';
const HASH = 'pod-template-hash';
/** On a Deployment and its sets: the number of the revision. */
const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
/** Not passed on to the sets, and not taken from them by a rollback. */
const OWN_ANNOTATIONS = new Set([
    'kubectl.kubernetes.io/last-applied-configuration',
    'deprecated.deployment.rollback.to',
    REVISION,
    HISTORY,
    'deployment.kubernetes.io/desired-replicas',
    'deployment.kubernetes.io/max-replicas',
]);
/** Whether this set is of the template with that hash. */
export function isSetOf(set, hash) {
    return set.metadata.labels?.[HASH] === hash;
}
/** The highest number among these Deployments and sets; 0: none has one. */
export function revisionOf(numbered) {
    return Math.max(0, ...numbered.map(({ metadata }) => Number(metadata.annotations?.[REVISION] ?? 0)));
}
/** The ReplicaSet of the present template, still without pods. `annotations`: beside those of the Deployment. */
export function newSet(deployment, hash, revision, annotations = {}) {
    const { name = '', namespace } = deployment.metadata;
    const { selector, template, minReadySeconds } = deployment.spec;
    const labels = { ...template.metadata?.labels, [HASH]: hash };
    const spec = {
        replicas: 0,
        ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
        selector: { ...selector, matchLabels: { ...selector?.matchLabels, [HASH]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
    };
    return {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
            name: `${name}-${hash}`,
            ...(namespace === undefined ? {} : { namespace }),
            labels,
            annotations: { ...inherited(deployment), ...annotations, [REVISION]: String(revision) },
            ownerReferences: [ownedBy(deployment)],
        },
        spec,
    };
}
function inherited(deployment) {
    const own = Object.entries(deployment.metadata.annotations ?? {});
    return Object.fromEntries(own.filter(([name]) => !OWN_ANNOTATIONS.has(name)));
}
/** The current set as its Deployment wants it, size aside; the same object when it is so. `revision`: above all others. */
export function upToDate(deployment, set, revision) {
    const { annotations = {} } = set.metadata;
    const { minReadySeconds } = deployment.spec;
    const next = { ...annotations, ...inherited(deployment) };
    const before = Number(annotations[REVISION] ?? 0);
    if (before < revision) {
        next[REVISION] = String(revision);
        // A template that was in use before is a new revision when it comes back; its old numbers are kept.
        if (before > 0)
            next[HISTORY] = [annotations[HISTORY], before].filter(Boolean).join(',');
    }
    const isPatient = (set.spec.minReadySeconds ?? 0) === (minReadySeconds ?? 0);
    if (isPatient && deepEqual(next, annotations))
        return set;
    return {
        ...set,
        metadata: { ...set.metadata, annotations: next },
        spec: isPatient ? set.spec : { ...set.spec, minReadySeconds: minReadySeconds ?? 0 },
    };
}
/** The Deployment with its set's number; undefined when it has it. */
export function renumbered(deployment, set) {
    const revision = set.metadata.annotations?.[REVISION];
    const { annotations } = deployment.metadata;
    if (revision === undefined || annotations?.[REVISION] === revision)
        return undefined;
    return {
        ...deployment,
        metadata: { ...deployment.metadata, annotations: { ...annotations, [REVISION]: revision } },
    };
}
/** Old sets beyond the history limit of their Deployment: without pods, oldest number first. */
export function outdated(deployment, old) {
    const idle = old.filter((set) => set.spec.replicas === 0 &&
        (set.status?.replicas ?? 0) === 0 &&
        set.metadata.deletionTimestamp === undefined);
    const surplus = Math.max(0, old.length - (deployment.spec.revisionHistoryLimit ?? DEFAULT_HISTORY));
    return idle.sort((a, b) => revisionOf([a]) - revisionOf([b])).slice(0, surplus);
}
//# sourceMappingURL=deployment-revisions.js.map