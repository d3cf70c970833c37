import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { builtinResource } from './index.js';
function row(resource) {
    return builtinResource({ group: '', resource });
}
function pod(container, spec = {}) {
    const containers = [{ name: 'c', image: 'nginx', ...container }];
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { ...spec, containers } };
}
describe('namespaces', () => {
    const namespaces = row('namespaces');
    const create = () => {
        const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } };
        namespaces.applyDefaults(object);
        namespaces.prepare(object, undefined);
        return object;
    };
    it('start active, with their name as a label and their finalizer', () => {
        expect(create()).toEqual({
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: 'demo', labels: { 'kubernetes.io/metadata.name': 'demo' } },
            spec: { finalizers: ['kubernetes'] },
            status: { phase: 'Active' },
        });
    });
    it('keep the finalizer on an update that leaves it out, until they are being deleted', () => {
        const old = create();
        const next = { ...old, spec: {} };
        namespaces.prepare(next, old);
        expect(next['spec']).toEqual({ finalizers: ['kubernetes'] });
        const ending = { ...old, metadata: { ...old.metadata, deletionTimestamp: 't' } };
        const last = { ...ending, spec: {} };
        namespaces.prepare(last, ending);
        expect(last['spec']).toEqual({});
    });
});
describe('secrets', () => {
    it('take stringData as UTF-8 over data', () => {
        const object = {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 's' },
            data: { a: 'MQ==', c: 'Mg==' },
            stringData: { a: 'zwölf', b: '' },
        };
        row('secrets').applyDefaults(object);
        expect(object).toMatchObject({ type: 'Opaque', data: { a: 'enfDtmxm', b: '', c: 'Mg==' } });
        expect(object).not.toHaveProperty('stringData');
    });
});
describe('services', () => {
    it('lose the node ports that the server gave when they stop being a load balancer', () => {
        const services = row('services');
        const make = (type) => {
            const spec = { type, ports: [{ port: 80 }], clusterIP: '10.0.0.1' };
            const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec };
            services.applyDefaults(object);
            return object;
        };
        const old = make('LoadBalancer');
        Object.assign(old['spec'].ports[0], { nodePort: 30_001 });
        const next = structuredClone(old);
        Object.assign(next['spec'], { type: 'ClusterIP' });
        services.applyDefaults(next);
        services.prepare(next, old);
        expect(next).toEqual(make('ClusterIP'));
    });
});
describe('pods', () => {
    const pods = row('pods');
    it.each([
        [{}, 'BestEffort'],
        [{ requests: { cpu: '1' } }, 'Burstable'],
        [{ limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'],
    ])('%j is %s', (resources, qosClass) => {
        const object = pod({ resources });
        pods.prepare(object, undefined);
        expect(object['status']).toEqual({ phase: 'Pending', qosClass });
    });
    it.each([
        ['nginx', 'Always'],
        ['nginx:latest', 'Always'],
        ['nginx:1.25', 'IfNotPresent'],
        ['registry:5000/nginx', 'Always'],
        ['registry:5000/nginx:1', 'IfNotPresent'],
        ['nginx@sha256:abc', 'IfNotPresent'],
    ])('image %s is pulled %s', (image, imagePullPolicy) => {
        const object = pod({ image });
        pods.applyDefaults(object);
        expect(object).toMatchObject({ spec: { containers: [{ imagePullPolicy }] } });
    });
    it('fill probes, volumes, host ports and the old name of the service account', () => {
        const object = pod({ ports: [{ containerPort: 80 }], livenessProbe: { httpGet: { port: 80 } } }, {
            hostNetwork: true,
            serviceAccountName: 'sa',
            volumes: [{ name: 'a' }, { name: 'b', configMap: { name: 'c' } }],
        });
        pods.applyDefaults(object);
        expect(object).toMatchObject({
            spec: {
                serviceAccount: 'sa',
                volumes: [
                    { name: 'a', emptyDir: {} },
                    { name: 'b', configMap: { defaultMode: 420 } },
                ],
                containers: [
                    {
                        ports: [{ hostPort: 80, protocol: 'TCP' }],
                        livenessProbe: { httpGet: { path: '/', scheme: 'HTTP' }, periodSeconds: 10, failureThreshold: 3 },
                    },
                ],
            },
        });
    });
    it('without a node end at once', () => {
        const waiting = pod({});
        pods.applyDefaults(waiting);
        expect(pods.defaultGraceSeconds(waiting)).toBe(0);
        const placed = pod({}, { nodeName: 'n' });
        pods.applyDefaults(placed);
        expect(pods.defaultGraceSeconds(placed)).toBe(30);
    });
});
//# sourceMappingURL=prepare.spec.js.map