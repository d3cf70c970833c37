import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseGroupResource } from '#libs/apimachinery';
import { ANNOTATION_GLOBAL_ADDRESS, propagationOf } from './index.js';
function merged(resource, object, members) {
    const full = { apiVersion: 'v1', kind: 'X', metadata: {}, ...object };
    return propagationOf(parseGroupResource(resource)).mergeStatus(full, members);
}
function member(cluster, status, current = true) {
    return { cluster, status: status, current };
}
describe('merged status', () => {
    const metadata = { generation: 4 };
    it('of a ReplicaSet is the sum', () => {
        const status = { replicas: 9, conditions: [{ type: 'Placed', status: 'True' }] };
        expect(merged('replicasets.apps', { metadata, status }, [
            member('a', { replicas: 2, readyReplicas: 1, observedGeneration: 17 }),
            member('b', { replicas: 3, readyReplicas: 3, availableReplicas: 2, fullyLabeledReplicas: 3 }),
            member('c', undefined),
        ])).toEqual({
            replicas: 5,
            readyReplicas: 4,
            availableReplicas: 2,
            fullyLabeledReplicas: 3,
            conditions: status.conditions,
            observedGeneration: 4,
        });
    });
    it('shows zero replicas, and no counter that is zero beside it', () => {
        const status = { replicas: 3, readyReplicas: 3 };
        expect(merged('replicasets.apps', { metadata, status }, [member('a', { replicas: 0 })])).toEqual({
            replicas: 0,
            observedGeneration: 4,
        });
    });
    it('of a Deployment has its own counters', () => {
        expect(merged('deployments.apps', { metadata }, [
            member('a', { replicas: 2, updatedReplicas: 2, unavailableReplicas: 1 }),
            member('b', { replicas: 1, updatedReplicas: 1 }),
        ])).toEqual({ replicas: 3, updatedReplicas: 3, unavailableReplicas: 1, observedGeneration: 4 });
    });
    it('moves observedGeneration only when every member has observed', () => {
        const members = [member('a', { replicas: 1 }), member('b', { replicas: 1 }, false)];
        expect(merged('replicasets.apps', { metadata, status: { observedGeneration: 3 } }, members)).toMatchObject({
            observedGeneration: 3,
        });
        expect(merged('replicasets.apps', { metadata }, members)).not.toHaveProperty('observedGeneration');
    });
    it('never loses a replica that a member counts', () => {
        fc.assert(fc.property(fc.array(fc.nat({ max: 1000 })), (counts) => {
            const members = counts.map((replicas, index) => member(String(index), { replicas }));
            expect(merged('replicasets.apps', {}, members)?.['replicas']).toBe(counts.reduce((a, b) => a + b, 0));
        }));
    });
    it('of a Service names every address once, in the order of the members', () => {
        const lb = (...ips) => ({ loadBalancer: { ingress: ips.map((ip) => ({ ip })) } });
        expect(merged('services', {}, [
            member('a', lb('10.2.0.1', '10.1.0.1')),
            member('b', lb('10.1.0.1')),
            member('c', {}),
        ])).toEqual({ loadBalancer: { ingress: [{ ip: '10.2.0.1' }, { ip: '10.1.0.1' }] } });
        expect(merged('services', {}, [])).toEqual({ loadBalancer: {} });
    });
    it('leaves out what has not the type that clients decode', () => {
        const wrong = [1.5, -1, 1e308, '2', null, {}];
        const members = wrong.map((replicas, index) => member(String(index), { replicas, readyReplicas: replicas }));
        expect(merged('replicasets.apps', {}, [...members, member('z', { replicas: 2 })])).toEqual({
            replicas: 2,
        });
        const most = member('m', { replicas: 2 ** 31 - 1 });
        expect(merged('replicasets.apps', {}, [most, most])).toEqual({ replicas: 2 ** 31 - 1 });
        const port = { port: 80, protocol: 'TCP' };
        const ingress = [
            { ip: 5 },
            null,
            'x',
            { ip: '10.0.0.1', ports: [port] },
            { ip: '10.0.0.2', ports: [{ port: 'x' }] },
        ];
        expect(merged('services', {}, [member('a', { loadBalancer: { ingress } })])).toEqual({
            loadBalancer: { ingress: [{ ip: '10.0.0.1', ports: [port] }] },
        });
    });
    it('of an Ingress is the global address', () => {
        const annotations = { [ANNOTATION_GLOBAL_ADDRESS]: 'nginx.demo.ingress.example' };
        const members = [member('a', { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } })];
        expect(merged('ingresses.networking.k8s.io', { metadata: { annotations } }, members)).toEqual({
            loadBalancer: { ingress: [{ hostname: 'nginx.demo.ingress.example' }] },
        });
        expect(merged('ingresses.networking.k8s.io', {}, members)).toEqual({ loadBalancer: {} });
    });
    it.each(['configmaps', 'secrets', 'namespaces'])('of %s is nobody else’s', (resource) => {
        expect(merged(resource, {}, [member('a', { phase: 'Active' })])).toBeUndefined();
    });
});
const T1 = '2026-11-21T08:00:00Z';
const T2 = '2026-11-21T09:00:00Z';
function condition(type, status, more = {}) {
    return { type, status, reason: 'Because', message: 'so', lastTransitionTime: T1, ...more };
}
function says(cluster, ...conditions) {
    return member(cluster, { conditions });
}
describe('merged conditions', () => {
    const of = (resource, members, before = []) => merged(resource, { status: { conditions: before } }, members)?.['conditions'];
    const available = (status, more) => condition('Available', status, more);
    it.each([
        ['all say so', [says('a', available('True')), says('b', available('True'))], available('True')],
        [
            'one does not',
            [says('a', available('True')), says('b', available('False', { reason: 'Short', message: 'too few' }))],
            available('False', { reason: 'Short', message: 'cluster b: too few' }),
        ],
        [
            'one has not reported',
            [says('a', available('True')), member('b', undefined)],
            {
                type: 'Available',
                status: 'Unknown',
                reason: 'NotReported',
                message: 'cluster b: nothing reported yet',
            },
        ],
        ['none has', [member('a', {}), member('b', undefined)], undefined],
        ['it is no condition', [says('a', { type: 'Available', status: 1 })], undefined],
        [
            'its words are of other types',
            [says('a', available('False', { reason: 5, message: {}, lastTransitionTime: 'soon' }))],
            { type: 'Available', status: 'False', reason: '', message: '' },
        ],
    ])('Available, when %s', (_name, members, expected) => {
        expect(of('deployments.apps', members)).toEqual(expected && [expected]);
    });
    it('name at most five clusters', () => {
        const members = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => says(name, available('False')));
        const one = of('deployments.apps', [...members, says('z', available('True'))]);
        expect(one[0].message).toBe('cluster a: so; cluster b: so; cluster c: so; cluster d: so; cluster e: so; and 2 more');
    });
    it('keep their time while they say the same, and move with the member that changed last', () => {
        const [early, late] = [
            says('a', available('True')),
            says('b', available('True', { lastTransitionTime: T2 })),
        ];
        expect(of('deployments.apps', [early, late])).toEqual([available('True', { lastTransitionTime: T2 })]);
        const before = available('True', { lastTransitionTime: '2020-01-01T00:00:00Z' });
        expect(of('deployments.apps', [early, late], [before])).toEqual([before]);
        const [now] = of('deployments.apps', [early], [available('False', { lastTransitionTime: T2 })]);
        expect(now).toMatchObject({ status: 'True', lastTransitionTime: T1 });
    });
    it('show a rollout until every cluster is through, and a missed deadline at once', () => {
        const progressing = (reason, status = 'True') => condition('Progressing', status, { reason });
        const through = progressing('NewReplicaSetAvailable');
        expect(of('deployments.apps', [says('a', through), says('b', progressing('ReplicaSetUpdated'))])).toMatchObject([{ status: 'True', reason: 'ReplicaSetUpdated' }]);
        expect(of('deployments.apps', [says('a', through), says('b', through)])).toEqual([through]);
        expect(of('deployments.apps', [
            says('a', through),
            says('b', progressing('ProgressDeadlineExceeded', 'False')),
        ])).toMatchObject([{ status: 'False', reason: 'ProgressDeadlineExceeded', message: 'cluster b: so' }]);
    });
    it('leave those of the hub alone', () => {
        const placed = { type: 'Placed', status: 'False' };
        expect(of('deployments.apps', [says('a', available('True'))], [placed])).toEqual([
            available('True'),
            placed,
        ]);
        expect(of('deployments.apps', [], [available('True'), placed])).toEqual([placed]);
    });
    const job = (cluster, ...types) => says(cluster, ...types.map((type) => condition(type, 'True')));
    it.each([
        ['runs', [job('a'), job('b')], []],
        ['is complete in one of two', [job('a', 'Complete'), job('b')], []],
        ['is complete', [job('a', 'Complete'), job('b', 'Complete')], ['Complete']],
        ['will fail', [job('a', 'FailureTarget', 'Failed'), job('b')], ['FailureTarget']],
        ['has failed', [job('a', 'FailureTarget', 'Failed'), job('b', 'Complete')], ['FailureTarget', 'Failed']],
        ['is not heard of', [job('a', 'Complete'), member('b', undefined)], []],
    ])('of a Job that %s', (_name, members, expected) => {
        const conditions = (of('jobs.batch', members) ?? []);
        expect(conditions.map(({ type }) => type)).toEqual(expected);
    });
});
describe('merged statuses of other kinds', () => {
    const metadata = { generation: 4 };
    it.each([
        [
            'a DaemonSet adds up nodes',
            'daemonsets.apps',
            [
                { desiredNumberScheduled: 3, currentNumberScheduled: 3, numberReady: 2, numberUnavailable: 1 },
                { desiredNumberScheduled: 2, currentNumberScheduled: 2, numberReady: 2, updatedNumberScheduled: 2 },
            ],
            {
                desiredNumberScheduled: 5,
                currentNumberScheduled: 5,
                numberReady: 4,
                numberMisscheduled: 0,
                numberUnavailable: 1,
                updatedNumberScheduled: 2,
                observedGeneration: 4,
            },
        ],
        [
            'a StatefulSet shows the revisions of a cluster that is behind',
            'statefulsets.apps',
            [
                { replicas: 2, readyReplicas: 2, currentRevision: 'web-2', updateRevision: 'web-2' },
                { replicas: 1, updatedReplicas: 0, currentRevision: 'web-1', updateRevision: 'web-2' },
            ],
            {
                replicas: 3,
                readyReplicas: 2,
                availableReplicas: 0,
                currentRevision: 'web-1',
                updateRevision: 'web-2',
                observedGeneration: 4,
            },
        ],
        [
            'a Job began with the first and ends with the last, and has no observedGeneration',
            'jobs.batch',
            [
                {
                    active: 1,
                    succeeded: 2,
                    startTime: T2,
                    completionTime: T1,
                    conditions: [condition('Complete', 'True')],
                },
                { active: 1, failed: 1, startTime: T1 },
            ],
            { active: 2, succeeded: 2, failed: 1, startTime: T1 },
        ],
        [
            'a CronJob lists all active Jobs and the last run',
            'cronjobs.batch',
            [
                { active: [{ kind: 'Job', name: 'x-1' }, 'no reference'], lastScheduleTime: T1 },
                { active: [{ kind: 'Job', name: 'x-2' }], lastScheduleTime: T2, lastSuccessfulTime: T1 },
            ],
            {
                active: [
                    { kind: 'Job', name: 'x-1' },
                    { kind: 'Job', name: 'x-2' },
                ],
                lastScheduleTime: T2,
                lastSuccessfulTime: T1,
            },
        ],
        [
            'an autoscaler adds up replicas and weighs utilization by them',
            'horizontalpodautoscalers.autoscaling',
            [
                { currentReplicas: 3, desiredReplicas: 4, lastScaleTime: T1, currentMetrics: [cpu(80)] },
                { currentReplicas: 1, desiredReplicas: 1, currentMetrics: [cpu(40), { type: 'External' }] },
            ],
            {
                currentReplicas: 4,
                desiredReplicas: 5,
                lastScaleTime: T1,
                currentMetrics: [cpu(70)],
                observedGeneration: 4,
            },
        ],
        [
            'a disruption budget adds up',
            'poddisruptionbudgets.policy',
            [
                { disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 },
                { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
            ],
            { disruptionsAllowed: 1, currentHealthy: 4, desiredHealthy: 3, expectedPods: 4, observedGeneration: 4 },
        ],
        [
            'a quota adds up quantities, and what is none counts nothing',
            'resourcequotas',
            [
                { hard: { cpu: '2', pods: '10' }, used: { cpu: '500m', pods: '3' } },
                { hard: { cpu: '2', pods: '10' }, used: { cpu: '1', pods: 'many' } },
            ],
            { hard: { cpu: '4', pods: '20' }, used: { cpu: '1500m', pods: '3' } },
        ],
        [
            'a claim is bound when it is bound everywhere',
            'persistentvolumeclaims',
            [
                { phase: 'Bound', capacity: { storage: '8Gi' }, accessModes: ['ReadWriteOnce'] },
                { phase: 'Pending' },
            ],
            { phase: 'Pending', capacity: { storage: '8Gi' } },
        ],
        [
            'a claim has the capacity that every cluster has',
            'persistentvolumeclaims',
            [
                { phase: 'Bound', capacity: { storage: '8Gi' }, accessModes: ['ReadWriteOnce'] },
                { phase: 'Bound', capacity: { storage: '10Gi' }, accessModes: ['ReadWriteOnce'] },
            ],
            { phase: 'Bound', capacity: { storage: '8Gi' }, accessModes: ['ReadWriteOnce'] },
        ],
    ])('%s', (_name, resource, statuses, expected) => {
        const members = statuses.map((status, index) => member(String(index), status));
        expect(merged(resource, { metadata }, members)).toEqual(expected);
    });
    it('end a Job when the last cluster does', () => {
        const conditions = [condition('Complete', 'True')];
        const members = [
            member('a', { completionTime: T2, conditions }),
            member('b', { completionTime: T1, conditions }),
        ];
        expect(merged('jobs.batch', {}, members)).toMatchObject({ completionTime: T2 });
    });
    it.each([
        'serviceaccounts',
        'limitranges',
        'roles.rbac.authorization.k8s.io',
        'networkpolicies.networking.k8s.io',
        'storageclasses.storage.k8s.io',
    ])('%s have none', (resource) => {
        expect(merged(resource, {}, [member('a', { phase: 'x' })])).toBeUndefined();
    });
});
function cpu(averageUtilization) {
    return { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization } } };
}
//# sourceMappingURL=merge-status.spec.js.map