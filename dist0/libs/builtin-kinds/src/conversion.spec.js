import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { builtinResource } from './index.js';
function version(group, resource, servedGroup) {
    return builtinResource({ group, resource }).versions.find((served) => served.group === servedGroup);
}
const template = {
    metadata: { labels: { app: 'nginx' } },
    spec: { containers: [{ name: 'frontend', image: 'nginx' }] },
};
function extensions(kind, spec) {
    return { apiVersion: 'extensions/v1beta1', kind, metadata: { name: 'nginx' }, spec };
}
describe('extensions/v1beta1', () => {
    it.each(['replicasets', 'deployments', 'daemonsets'])('%s: the selector is the template labels', (resource) => {
        const object = extensions('X', { template: structuredClone(template) });
        version('apps', resource, 'extensions').toStorage(object);
        expect(object.apiVersion).toBe('apps/v1');
        expect(object).toMatchObject({ spec: { selector: { matchLabels: { app: 'nginx' } } } });
        expect(object.metadata.labels).toEqual({ app: 'nginx' });
    });
    it('keeps a selector that is given', () => {
        const selector = { matchLabels: { tier: 'front' } };
        const object = extensions('ReplicaSet', { selector, template: structuredClone(template) });
        version('apps', 'replicasets', 'extensions').toStorage(object);
        expect(object).toMatchObject({ spec: { selector } });
    });
    it('gives Deployments the defaults of then', () => {
        const object = extensions('Deployment', { template: structuredClone(template) });
        version('apps', 'deployments', 'extensions').toStorage(object);
        expect(object).toMatchObject({
            spec: {
                strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
                progressDeadlineSeconds: 2_147_483_647,
            },
        });
    });
    it.each([
        ['deployments', { rollbackTo: { revision: 3 } }, 'rollbackTo'],
        ['daemonsets', { templateGeneration: 7 }, 'templateGeneration'],
    ])('carries what only the old %s had', (resource, extra, field) => {
        const served = version('apps', resource, 'extensions');
        const object = extensions('X', { template: structuredClone(template), ...extra });
        served.toStorage(object);
        expect(object['spec']).not.toHaveProperty(field);
        served.fromStorage(object);
        expect(object).toMatchObject({ apiVersion: 'extensions/v1beta1', spec: extra });
        expect(object.metadata.annotations).toEqual({});
    });
    const old = {
        backend: { serviceName: 'nginx', servicePort: 80 },
        rules: [
            {
                http: {
                    paths: [{ path: '/a', pathType: 'Prefix', backend: { serviceName: 'a', servicePort: 'http' } }],
                },
            },
            {
                host: 'x',
                http: { paths: [{ pathType: 'Exact', backend: { resource: { kind: 'B', name: 'b' } } }] },
            },
        ],
    };
    const modern = {
        defaultBackend: { service: { name: 'nginx', port: { number: 80 } } },
        rules: [
            {
                http: {
                    paths: [
                        { path: '/a', pathType: 'Prefix', backend: { service: { name: 'a', port: { name: 'http' } } } },
                    ],
                },
            },
            {
                host: 'x',
                http: { paths: [{ pathType: 'Exact', backend: { resource: { kind: 'B', name: 'b' } } }] },
            },
        ],
    };
    it('converts Ingress both ways', () => {
        const served = version('networking.k8s.io', 'ingresses', 'extensions');
        const object = extensions('Ingress', structuredClone(old));
        served.toStorage(object);
        expect(object).toMatchObject({ apiVersion: 'networking.k8s.io/v1', spec: modern });
        served.fromStorage(object);
        expect(object).toEqual(extensions('Ingress', old));
    });
    it('defaults pathType', () => {
        const served = version('networking.k8s.io', 'ingresses', 'extensions');
        const object = extensions('Ingress', { rules: [{ http: { paths: [{ backend: old.backend }] } }] });
        served.toStorage(object);
        expect(object).toMatchObject({
            spec: { rules: [{ http: { paths: [{ pathType: 'ImplementationSpecific' }] } }] },
        });
    });
});
describe('events.k8s.io/v1', () => {
    it('is the same event by other names', () => {
        const served = version('', 'events', 'events.k8s.io');
        const event = {
            apiVersion: 'events.k8s.io/v1',
            kind: 'Event',
            metadata: { name: 'e' },
            regarding: { kind: 'Pod', name: 'p' },
            note: 'hello',
            reportingController: 'c',
            deprecatedCount: 2,
        };
        const object = structuredClone(event);
        served.toStorage(object);
        expect(object).toEqual({
            apiVersion: 'v1',
            kind: 'Event',
            metadata: { name: 'e' },
            involvedObject: { kind: 'Pod', name: 'p' },
            message: 'hello',
            reportingComponent: 'c',
            count: 2,
        });
        served.fromStorage(object);
        expect(object).toEqual(event);
    });
});
describe('autoscaling/v1', () => {
    it('shows the CPU metric as a percentage and keeps the others', () => {
        const served = builtinResource({ group: 'autoscaling', resource: 'horizontalpodautoscalers' })
            .versions[1];
        const other = {
            type: 'Pods',
            pods: { metric: { name: 'q' }, target: { type: 'AverageValue', averageValue: '1' } },
        };
        const cpu = {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
        };
        const object = {
            apiVersion: 'autoscaling/v2',
            kind: 'HorizontalPodAutoscaler',
            metadata: { name: 'h' },
            spec: { maxReplicas: 3, metrics: [other, cpu] },
        };
        served.fromStorage(object);
        expect(object['spec']).toEqual({ maxReplicas: 3, targetCPUUtilizationPercentage: 60 });
        served.toStorage(object);
        expect(object['spec']).toEqual({ maxReplicas: 3, metrics: [other, cpu] });
        expect(object.metadata.annotations).toEqual({});
    });
});
//# sourceMappingURL=conversion.spec.js.map