import { describe, expect, it } from '@jest/globals';
import { isReason } from '#libs/apimachinery';
import { createDiscovery } from './discovery.js';
import { compareVersions } from './discovery-groups.js';
import { recorded } from './recorded.fixture.js';
const VERBS = ['watch', 'create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update'];
const AGGREGATED = recorded.accept['aggregated1.32'];
function row(groupVersions, resource, kind, more = {}) {
    return {
        storage: { resource },
        kind,
        singular: '',
        shortNames: [],
        categories: [],
        namespaced: true,
        verbs: VERBS,
        versions: groupVersions.split(' ').map((text) => {
            const [version = '', group = ''] = text.split('/').reverse();
            return { group, version };
        }),
        subresources: {},
        ...more,
    };
}
const SCALE = { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas' };
const scaled = (shortName) => ({
    shortNames: [shortName],
    categories: ['all'],
    subresources: { status: true, scale: SCALE },
});
const ROWS = [
    row('v1', 'namespaces', 'Namespace', {
        namespaced: false,
        shortNames: ['ns'],
        subresources: { status: true, finalize: true },
    }),
    row('apps/v1 extensions/v1beta1', 'replicasets', 'ReplicaSet', scaled('rs')),
    row('apps/v1 extensions/v1beta1', 'deployments', 'Deployment', scaled('deploy')),
    row('apps/v1', 'statefulsets', 'StatefulSet', scaled('sts')),
    row('apps/v1', 'daemonsets', 'DaemonSet', {
        shortNames: ['ds'],
        categories: ['all'],
        subresources: { status: true },
    }),
    row('apps/v1', 'controllerrevisions', 'ControllerRevision'),
    row('autoscaling/v1 autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', {
        shortNames: ['hpa'],
        categories: ['all'],
        subresources: { status: true },
    }),
    row('networking.k8s.io/v1 extensions/v1beta1', 'ingresses', 'Ingress', {
        otherSubresources: [
            {
                name: 'placement',
                kind: { group: 'federation.meridian.dev', version: 'v1alpha1', kind: 'Placement' },
                verbs: ['get'],
            },
        ],
    }),
];
const discovery = createDiscovery(ROWS, '192.0.2.2:6443');
function ask(path, headers = {}) {
    const answer = discovery.answer({ path, headers });
    if (answer === undefined || !('body' in answer))
        return { status: 404, headers: {}, body: {} };
    const body = answer.body === '' ? {} : JSON.parse(answer.body);
    return { status: answer.status, headers: answer.headers, body };
}
/** v1.26 leaves group and version out of responseKind where they are the ones around it; v2 wants them. */
function withKinds(group, name) {
    const fill = (kind, version) => {
        const known = kind;
        return known.version === '' ? { ...known, group: name, version } : known;
    };
    return {
        ...group,
        versions: group.versions.map(({ version, resources }) => ({
            version,
            freshness: 'Current',
            resources: resources.map((resource) => ({
                ...resource,
                responseKind: fill(resource['responseKind'], version),
                ...(resource['subresources']
                    ? {
                        subresources: resource['subresources'].map((sub) => ({
                            ...sub,
                            responseKind: fill(sub['responseKind'], version),
                        })),
                    }
                    : {}),
            })),
        })),
    };
}
describe('legacy discovery', () => {
    it('answers /api and /apis', () => {
        expect(ask('/api').body).toEqual({
            kind: 'APIVersions',
            versions: ['v1'],
            serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.0.2.2:6443' }],
        });
        const groups = ask('/apis', { accept: 'application/json, */*' }).body['groups'];
        expect(groups.map((group) => group.name)).toEqual([
            'apps',
            'autoscaling',
            'networking.k8s.io',
            'extensions',
        ]);
        expect(groups.slice(0, 3)).toEqual(['apps', 'autoscaling', 'networking.k8s.io'].map((name) => recorded.legacy.groups[name]));
    });
    it('lists apps/v1 as kube-apiserver does', () => {
        expect(ask('/apis/apps/v1').body).toEqual(recorded.legacy['apps/v1']);
    });
    it('serves a row in its second group, and further subresources', () => {
        const names = ask('/apis/extensions/v1beta1').body['resources'].map((r) => r.name);
        expect(names).toEqual([
            'deployments',
            'deployments/scale',
            'deployments/status',
            'ingresses',
            'ingresses/placement',
            'replicasets',
            'replicasets/scale',
            'replicasets/status',
        ]);
    });
    it('answers a group, and nothing for what is not served', () => {
        expect(ask('/apis/autoscaling/').body).toMatchObject({
            kind: 'APIGroup',
            preferredVersion: { groupVersion: 'autoscaling/v2' },
        });
        for (const path of [
            '/apis/nope',
            '/apis/apps/v2',
            '/api/v2',
            '/api/v1/pods',
            '/healthz',
            '/apis/apps/v1/x',
        ]) {
            expect(ask(path).status).toBe(404);
        }
    });
});
describe('aggregated discovery', () => {
    it('has the shape that kube-apiserver has', () => {
        const body = ask('/apis', { accept: AGGREGATED }).body;
        const items = body['items'];
        const group = (name) => items.find((item) => item.metadata.name === name);
        expect(group('apps')).toEqual(withKinds(recorded.aggregated.apps, 'apps'));
        expect(group('autoscaling')).toEqual(withKinds(recorded.aggregated.autoscaling, 'autoscaling'));
        expect(items.at(-1)?.metadata.name).toBe('extensions');
    });
    it('tells the version in the exact media type', () => {
        const v2 = ask('/api', { accept: AGGREGATED });
        expect(v2.headers['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
        expect(v2.headers['vary']).toBe('Accept');
        expect(v2.body).toMatchObject({
            apiVersion: 'apidiscovery.k8s.io/v2',
            items: [{ versions: [{ version: 'v1', resources: [{ resource: 'namespaces', scope: 'Cluster' }] }] }],
        });
        const beta = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
        expect(ask('/apis', { accept: beta }).headers['content-type']).toBe(recorded.aggregated.contentType);
    });
    it('answers 304 to the ETag it gave, and only to that', () => {
        const etag = ask('/apis', { accept: AGGREGATED }).headers['etag'];
        expect(ask('/apis', { accept: AGGREGATED, 'if-none-match': etag }).status).toBe(304);
        expect(ask('/apis', { accept: 'application/json', 'if-none-match': etag }).status).toBe(200);
    });
    it('refuses what it cannot say', () => {
        let refused;
        try {
            ask('/apis', { accept: 'text/plain' });
        }
        catch (error) {
            refused = error;
        }
        expect(isReason(refused, 'NotAcceptable')).toBe(true);
    });
});
it('prefers stable and newer versions', () => {
    const versions = ['v1alpha1', 'v1', 'v2beta2', 'v10', 'foo', 'v2', 'v1beta1', 'v2beta1'];
    expect(versions.sort(compareVersions)).toEqual([
        'v10',
        'v2',
        'v1',
        'v2beta2',
        'v2beta1',
        'v1beta1',
        'v1alpha1',
        'foo',
    ]);
});
//# sourceMappingURL=discovery.spec.js.map