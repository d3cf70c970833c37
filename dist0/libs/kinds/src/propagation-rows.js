import { parseApiVersion, parsePath } from '#libs/apimachinery';
import { DIVIDED_AUTOSCALER, dividedReplicas, PARTITION } from './division.js';
import { dividedJob } from './job-division.js';
import { globalAddress, mergeBy, noStatus, unionOfAddresses } from './merge-status.js';
import { ANNOTATION_DEPLOYMENT_PREFERENCES, ANNOTATION_JOB_PREFERENCES, ANNOTATION_REPLICA_SET_PREFERENCES, } from './names.js';
import {} from './propagation-row.js';
import { AUTOSCALER_STATUS, CLAIM_STATUS, CRON_JOB_STATUS, DAEMON_SET_STATUS, DEPLOYMENT_STATUS, DISRUPTION_BUDGET_STATUS, JOB_STATUS, QUOTA_STATUS, REPLICA_SET_STATUS, STATEFUL_SET_STATUS, } from './status-rules.js';
const CLUSTER_SCOPED = new Set([
    'Namespace',
    'CustomResourceDefinition',
    'ClusterRole',
    'ClusterRoleBinding',
    'StorageClass',
]);
/** What a member's volume controllers note on a claim. */
const BINDING = [
    'pv.kubernetes.io/bind-completed',
    'pv.kubernetes.io/bound-by-controller',
    'volume.beta.kubernetes.io/storage-provisioner',
    'volume.kubernetes.io/selected-node',
    'volume.kubernetes.io/storage-provisioner',
    'volume.kubernetes.io/storage-resizer',
].map((name) => `metadata.annotations['${name}']`);
const RBAC = 'rbac.authorization.k8s.io/v1';
export const PROPAGATION_ROWS = [
    row('v1', 'Namespace', 'namespaces', { memberOwned: always('spec') }),
    // Custom kinds before their objects, which wait in each member until it serves them.
    row('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', {
        memberOwned: always('spec.conversion.webhook.clientConfig.caBundle'),
        conditions: true,
    }),
    row('v1', 'ConfigMap', 'configmaps'),
    row('v1', 'Secret', 'secrets'),
    // Names of token Secrets that a member made.
    row('v1', 'ServiceAccount', 'serviceaccounts', { memberOwned: always('secrets') }),
    row('v1', 'Service', 'services', { memberOwned: addressesOf, mergeStatus: unionOfAddresses }),
    row('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', {
        memberOwned: always('spec.volumeName', ...BINDING),
        mergeStatus: mergeBy(CLAIM_STATUS),
        conditions: true,
    }),
    row('v1', 'ResourceQuota', 'resourcequotas', { mergeStatus: mergeBy(QUOTA_STATUS) }),
    row('v1', 'LimitRange', 'limitranges'),
    row(RBAC, 'Role', 'roles'),
    row(RBAC, 'RoleBinding', 'rolebindings'),
    row(RBAC, 'ClusterRole', 'clusterroles'),
    row(RBAC, 'ClusterRoleBinding', 'clusterrolebindings'),
    row('storage.k8s.io/v1', 'StorageClass', 'storageclasses'),
    row('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'),
    row('networking.k8s.io/v1', 'Ingress', 'ingresses', { mergeStatus: globalAddress }),
    row('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', {
        mergeStatus: mergeBy(DISRUPTION_BUDGET_STATUS),
        conditions: true,
    }),
    row('apps/v1', 'ReplicaSet', 'replicasets', {
        divides: dividedReplicas(ANNOTATION_REPLICA_SET_PREFERENCES),
        mergeStatus: mergeBy(REPLICA_SET_STATUS),
        conditions: true,
    }),
    row('apps/v1', 'Deployment', 'deployments', {
        divides: dividedReplicas(ANNOTATION_DEPLOYMENT_PREFERENCES),
        mergeStatus: mergeBy(DEPLOYMENT_STATUS),
        conditions: true,
    }),
    row('apps/v1', 'StatefulSet', 'statefulsets', {
        divides: dividedReplicas(undefined, PARTITION),
        mergeStatus: mergeBy(STATEFUL_SET_STATUS),
        conditions: true,
    }),
    row('apps/v1', 'DaemonSet', 'daemonsets', {
        memberOwned: always("metadata.annotations['deprecated.daemonset.template.generation']"),
        mergeStatus: mergeBy(DAEMON_SET_STATUS),
        conditions: true,
    }),
    row('batch/v1', 'Job', 'jobs', {
        divides: dividedJob(ANNOTATION_JOB_PREFERENCES),
        memberOwned: generatedOfJob,
        mergeStatus: mergeBy(JOB_STATUS),
        conditions: true,
    }),
    row('batch/v1', 'CronJob', 'cronjobs', { mergeStatus: mergeBy(CRON_JOB_STATUS) }),
    row('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', {
        divides: DIVIDED_AUTOSCALER,
        mergeStatus: mergeBy(AUTOSCALER_STATUS),
        conditions: true,
    }),
];
function row(apiVersion, kind, resource, particular = {}) {
    return {
        resource: { group: parseApiVersion(apiVersion).group, resource },
        apiVersion,
        kind,
        namespaced: !CLUSTER_SCOPED.has(kind),
        memberOwned: () => NOTHING,
        mergeStatus: noStatus,
        conditions: false,
        ...particular,
    };
}
const NOTHING = [];
function always(...paths) {
    const parsed = paths.map(parsePath);
    return () => parsed;
}
const ADDRESSES = ['spec.clusterIP', 'spec.clusterIPs', 'spec.healthCheckNodePort'].map(parsePath);
/**
 * The hub gives out no addresses, so one that stands in a Service came from some cluster's export and means nothing in
 * another; `None` (headless) is a wish and stays. Node ports are the user's wish as well.
 */
function addressesOf(service) {
    const spec = service['spec'];
    return spec?.clusterIP === 'None' ? NOTHING : ADDRESSES;
}
const GENERATED_LABELS = [
    'controller-uid',
    'job-name',
    'batch.kubernetes.io/controller-uid',
    'batch.kubernetes.io/job-name',
];
const GENERATED_OF_JOB = [
    'spec.selector',
    "metadata.annotations['batch.kubernetes.io/job-tracking']",
    ...GENERATED_LABELS.flatMap((label) => [
        `metadata.labels['${label}']`,
        `spec.template.metadata.labels['${label}']`,
    ]),
].map(parsePath);
/** The hub deletes what has finished: a member that did would be given the Job again, and run it again. */
const FOR_THE_HUB = [parsePath('spec.ttlSecondsAfterFinished')];
/** A Job that was exported from a cluster carries the uid of that one; a selector that the user chose is a wish. */
function generatedOfJob(job) {
    const spec = job['spec'];
    return spec?.manualSelector === true ? FOR_THE_HUB : [...FOR_THE_HUB, ...GENERATED_OF_JOB];
}
//# sourceMappingURL=propagation-rows.js.map