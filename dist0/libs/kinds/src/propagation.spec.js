import { describe, expect, it } from '@jest/globals';
import { builtinResource } from '#libs/builtin-kinds';
import { formatApiVersion, parseGroupResource } from '#libs/apimachinery';
import { manifestFor, neverSpread, propagationOf, propagationOfKind, propagations } from './index.js';
function object(kind, fields = {}, metadata = {}) {
    return { apiVersion: 'v1', kind, metadata: { name: 'x', namespace: 'demo', ...metadata }, ...fields };
}
describe('propagation rows', () => {
    it.each(propagations().map((row) => [row.kind, row]))('%s is a built-in kind', (_kind, row) => {
        const served = builtinResource(row.resource);
        expect(served.kind).toBe(row.kind);
        expect(formatApiVersion(served.versions[0])).toBe(row.apiVersion);
        expect(served.namespaced).toBe(row.namespaced);
        expect(propagationOfKind(row.resource.group, row.kind)).toBe(row);
        expect(propagationOf(row.resource)).toBe(row);
    });
    it('divides what has numbers for the whole federation', () => {
        const divided = propagations().filter((row) => row.divides);
        const fields = divided.map((row) => [row.kind, ...row.divides.fields.map(({ path }) => path.join('.'))]);
        expect(fields).toEqual([
            ['ReplicaSet', 'spec.replicas'],
            ['Deployment', 'spec.replicas'],
            ['StatefulSet', 'spec.replicas', 'spec.updateStrategy.rollingUpdate.partition'],
            ['Job', 'spec.parallelism', 'spec.completions'],
            ['HorizontalPodAutoscaler', 'spec.maxReplicas', 'spec.minReplicas'],
        ]);
    });
    it.each(propagations().map((row) => [row.kind, row]))('of %s says something of conditions only where its type has them', (_kind, { resource, conditions }) => {
        const status = builtinResource(resource).versions[0].schema.fields.get('status')?.schema();
        const has = status?.kind === 'struct' && status.fields.has('conditions');
        if (conditions)
            expect(has).toBe(true);
    });
    it.each(propagations().map((row) => [row.kind, row]))('of %s merges into fields that its status has', (_kind, { resource, mergeStatus }) => {
        const status = builtinResource(resource).versions[0].schema.fields.get('status')?.schema();
        const known = status?.kind === 'struct' ? [...status.fields.keys()] : [];
        const full = {};
        if (status?.kind === 'struct')
            for (const [name, field] of status.fields)
                full[name] = field.schema().kind === 'scalar' ? 1 : [];
        const merged = mergeStatus(object('X', {}, { generation: 1 }), [
            { cluster: 'a', status: full, current: true },
        ]);
        expect(known).toEqual(expect.arrayContaining(Object.keys(merged ?? {})));
    });
});
describe('neverSpread', () => {
    it.each([
        ['serviceaccounts', object('ServiceAccount', {}, { name: 'default' }), /of its own/],
        ['roles.rbac.authorization.k8s.io', object('Role', {}, { name: 'system:x' }), /belong to each/],
        ['rolebindings.rbac.authorization.k8s.io', object('RoleBinding', {}, { name: 'system:x' }), /belong/],
        ['clusterroles.rbac.authorization.k8s.io', object('ClusterRole', {}, { name: 'system:x' }), /belong/],
        [
            'clusterrolebindings.rbac.authorization.k8s.io',
            object('ClusterRoleBinding', {}, { name: 'system:x' }),
            /belong/,
        ],
        [
            'jobs.batch',
            object('Job', {}, { ownerReferences: [{ kind: 'CronJob', controller: true }] }),
            /its controller/,
        ],
        ['configmaps', object('ConfigMap', {}, { namespace: 'kube-system' }), /kube-\*/],
        ['namespaces', object('Namespace', {}, { name: 'kube-public', namespace: undefined }), /kube-\*/],
        ['secrets', object('Secret', { type: 'helm.sh/release.v1' }), /secrets of this type/],
        ['secrets', object('Secret', { type: 'kubernetes.io/service-account-token' }), /secrets of this type/],
        ['secrets', object('Secret', { type: 'bootstrap.kubernetes.io/token' }), /secrets of this type/],
        ['configmaps', object('ConfigMap', {}, { name: 'kube-root-ca.crt' }), /of its own/],
        [
            'replicasets.apps',
            object('ReplicaSet', {}, { ownerReferences: [{ kind: 'Deployment', controller: true }] }),
            /its controller/,
        ],
        [
            'replicasets.apps',
            object('ReplicaSet', {}, { labels: { 'federation.meridian.dev/revision': 'deployment' } }),
            /a record/,
        ],
    ])('%s stays', (resource, it, reason) => {
        expect(neverSpread(parseGroupResource(resource), it)).toMatch(reason);
    });
    it.each([
        'pods',
        'events',
        'leases.coordination.k8s.io',
        'endpoints',
        'endpointslices.discovery.k8s.io',
        'nodes',
        'controllerrevisions.apps',
    ])('%s are of a kind that does not spread', (resource) => {
        expect(propagationOf(parseGroupResource(resource))).toBeUndefined();
    });
    it.each([
        ['serviceaccounts', object('ServiceAccount', {}, { name: 'robot' })],
        ['secrets', object('Secret', { type: 'Opaque' })],
        ['configmaps', object('ConfigMap', {}, { name: 'kube-of-mine' })],
        ['namespaces', object('Namespace', {}, { name: 'demo', namespace: undefined })],
        ['services', object('Service', {}, { ownerReferences: [{ kind: 'App', controller: false }] })],
        ['replicasets.apps', object('ReplicaSet')],
    ])('%s spreads', (resource, it) => {
        expect(neverSpread(parseGroupResource(resource), it)).toBeUndefined();
    });
});
describe('manifestFor', () => {
    const of = (resource, from) => manifestFor(from, propagationOf(parseGroupResource(resource)));
    it('keeps what the user wrote and drops what servers keep', () => {
        const configMap = object('ConfigMap', { data: { a: '1' }, immutable: true }, {
            uid: 'u',
            resourceVersion: '1',
            generation: 2,
            creationTimestamp: 't',
            deletionTimestamp: 't',
            labels: { app: 'x' },
            annotations: {
                mine: '1',
                'kubectl.kubernetes.io/last-applied-configuration': '{}',
                'federation.meridian.dev/conflict-resolution': 'adopt',
                'deployment.kubernetes.io/revision': '3',
                'federation.alpha.kubernetes.io/cluster-selector': '[]',
            },
            ownerReferences: [{}],
            finalizers: ['federation.meridian.dev/members'],
            managedFields: [{}],
        });
        const before = structuredClone(configMap);
        expect(of('configmaps', configMap)).toEqual({
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: {
                name: 'x',
                namespace: 'demo',
                labels: { app: 'x' },
                annotations: { mine: '1', 'federation.alpha.kubernetes.io/cluster-selector': '[]' },
            },
            data: { a: '1' },
            immutable: true,
        });
        expect(configMap).toEqual(before);
    });
    it('leaves the members their addresses and status', () => {
        const spec = {
            type: 'LoadBalancer',
            clusterIP: '10.0.0.1',
            clusterIPs: ['10.0.0.1'],
            healthCheckNodePort: 3,
        };
        const status = { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } };
        const manifest = of('services', object('Service', { spec, status }));
        expect(manifest['spec']).toEqual({ type: 'LoadBalancer' });
        expect(manifest).not.toHaveProperty('status');
    });
    it('keeps the wish for a headless Service', () => {
        const spec = { clusterIP: 'None', clusterIPs: ['None'] };
        expect(of('services', object('Service', { spec }))['spec']).toEqual(spec);
    });
    it('sends Namespaces without the finalizers of this server', () => {
        const namespace = object('Namespace', { spec: { finalizers: ['kubernetes'] } }, { namespace: undefined });
        expect(of('namespaces', namespace)).toEqual({
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: 'x' },
        });
    });
    it('speaks the storage version', () => {
        const old = { ...object('Ingress', { spec: {} }), apiVersion: 'extensions/v1beta1' };
        expect(of('ingresses.networking.k8s.io', old).apiVersion).toBe('networking.k8s.io/v1');
    });
    it('sends what is divided with each share', () => {
        const spec = { replicas: 3, template: {} };
        expect(of('deployments.apps', object('Deployment', { spec }))['spec']).toEqual({ template: {} });
        const bounds = { minReplicas: 2, maxReplicas: 9, scaleTargetRef: {} };
        expect(of('horizontalpodautoscalers.autoscaling', object('HorizontalPodAutoscaler', { spec: bounds }))['spec']).toEqual({ scaleTargetRef: {} });
    });
    it.each([
        [
            'serviceaccounts',
            { secrets: [{ name: 'robot-token-x' }], imagePullSecrets: [] },
            { imagePullSecrets: [] },
        ],
        [
            'persistentvolumeclaims',
            { spec: { volumeName: 'pvc-1', accessModes: ['ReadWriteOnce'] } },
            { spec: { accessModes: ['ReadWriteOnce'] } },
        ],
        [
            'jobs.batch',
            {
                spec: {
                    completions: 2,
                    ttlSecondsAfterFinished: 60,
                    selector: { matchLabels: { 'controller-uid': 'u' } },
                    template: { metadata: { labels: { app: 'x', 'batch.kubernetes.io/controller-uid': 'u' } } },
                },
            },
            { spec: { template: { metadata: { labels: { app: 'x' } } } } },
        ],
    ])('of %s leaves out what a member gave it', (resource, fields, expected) => {
        const { apiVersion, kind, metadata, ...rest } = of(resource, object('X', fields));
        expect([apiVersion, kind, metadata]).toEqual([
            propagationOf(parseGroupResource(resource)).apiVersion,
            propagationOf(parseGroupResource(resource)).kind,
            { name: 'x', namespace: 'demo' },
        ]);
        expect(rest).toEqual(expected);
    });
    it('leaves out what volume controllers note, and keeps no empty annotations', () => {
        const annotations = { 'pv.kubernetes.io/bind-completed': 'yes' };
        const claim = object('PersistentVolumeClaim', { spec: {} }, { annotations });
        expect(of('persistentvolumeclaims', claim).metadata).toEqual({ name: 'x', namespace: 'demo' });
    });
    it('keeps the selector that the user of a Job chose', () => {
        const spec = { manualSelector: true, selector: { matchLabels: { app: 'x' } } };
        expect(of('jobs.batch', object('Job', { spec }))['spec']).toEqual(spec);
    });
});
//# sourceMappingURL=propagation.spec.js.map