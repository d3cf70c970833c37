import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { clusters, ownResources } from './index.js';
const NOW = Date.parse('2026-11-21T12:00:00Z');
function cluster(spec = {}, status) {
    return {
        apiVersion: 'federation.meridian.dev/v1alpha1',
        kind: 'Cluster',
        metadata: { name: 'asia-east1-a', creationTimestamp: '2026-11-21T11:55:00Z' },
        spec,
        ...(status ? { status } : {}),
    };
}
function cells(object) {
    return Object.fromEntries(clusters.columns.map((column) => [column.name, column.value(object, NOW)]));
}
const heard = { agent: { lastHeartbeatTime: '2026-11-21T11:59:59Z', version: '0.1.0' } };
const conditions = (...pairs) => ({
    ...heard,
    conditions: pairs.map(([type, status]) => ({ type, status })),
});
describe('Cluster', () => {
    it('shows name, status and age, and more with -o wide', () => {
        expect(clusters.columns.map(({ name, priority }) => `${name}${priority === 1 ? '*' : ''}`)).toEqual([
            'Name',
            'Status',
            'Age',
            'Region*',
            'Version*',
            'Agent*',
            'Capacity*',
        ]);
        const status = {
            ...heard,
            region: 'asia-east1',
            kubernetesVersion: 'v1.33.1',
            capacity: { cpu: '96', memory: '384Gi' },
        };
        expect(cells(cluster({}, status))).toEqual({
            Name: 'asia-east1-a',
            Status: 'Unknown',
            Age: '5m',
            Region: 'asia-east1',
            Version: 'v1.33.1',
            Agent: '0.1.0',
            Capacity: '96/384Gi',
        });
    });
    it.each([
        ['Pending', {}, undefined],
        ['Pending', {}, { conditions: [{ type: 'Ready', status: 'Unknown' }] }],
        ['Unknown', {}, conditions(['Ready', 'Unknown'])],
        ['Ready', {}, conditions(['Ready', 'True'], ['Offline', 'False'])],
        ['NotReady', {}, conditions(['Ready', 'False'], ['Offline', 'False'])],
        ['Suspect', {}, conditions(['Ready', 'Unknown'], ['Suspect', 'True'])],
        ['Offline', {}, conditions(['Ready', 'Unknown'], ['Offline', 'True'])],
        ['Ready,Cordoned', { state: 'cordoned' }, conditions(['Ready', 'True'])],
        ['Offline,Draining', { state: 'draining' }, conditions(['Offline', 'True'])],
        ['Ready', { state: 'active' }, conditions(['Ready', 'True'])],
    ])('%s', (word, spec, status) => {
        expect(cells(cluster(spec, status))['Status']).toBe(word);
    });
    it('shows that it is being removed', () => {
        const object = cluster({}, conditions(['Ready', 'True']));
        object.metadata.deletionTimestamp = '2026-11-21T11:59:00Z';
        expect(cells(object)['Status']).toBe('Ready,Removing');
    });
    it('is active by default, and its objects survive it', () => {
        const object = cluster();
        delete object['spec'];
        clusters.applyDefaults(object);
        expect(object['spec']).toEqual({ state: 'active', deletionPolicy: 'orphan' });
    });
    it.each([
        [{ state: 'gone' }, 'spec.state', /"active", "cordoned", "draining"/],
        [{ deletionPolicy: 'destroy' }, 'spec.deletionPolicy', /"orphan", "delete", "drain"/],
        [{ region: 'a b' }, 'spec.region', /a valid label/],
        [{ zones: ['a', 'a'] }, 'spec.zones[1]', /Duplicate/],
        [{ zones: [''] }, 'spec.zones[0]', /Required/],
        [{ coordinates: { latitude: 91, longitude: 0 } }, 'spec.coordinates.latitude', /between -90 and 90/],
        [{ coordinates: { latitude: 0 } }, 'spec.coordinates.longitude', /Required/],
        [{ taints: [{ effect: 'NoExecute' }] }, 'spec.taints[0].key', /Required/],
        [{ taints: [{ key: 'a' }] }, 'spec.taints[0].effect', /Unsupported/],
        [
            {
                taints: [
                    { key: 'a', effect: 'NoExecute' },
                    { key: 'a', effect: 'NoExecute', value: 'x' },
                ],
            },
            'spec.taints[1]',
            /Duplicate/,
        ],
    ])('refuses %j', (spec, field, message) => {
        const causes = clusters.validate(cluster(spec), undefined);
        expect(causes).toHaveLength(1);
        expect(causes[0]).toMatchObject({ field, message: expect.stringMatching(message) });
    });
    it('accepts a complete one', () => {
        const spec = {
            region: 'asia-east1',
            zones: ['asia-east1-a'],
            coordinates: { latitude: 24.05, longitude: 120.52 },
            taints: [{ key: 'federation.meridian.dev/offline', effect: 'NoExecute' }],
            state: 'active',
        };
        expect(clusters.validate(cluster(spec), undefined)).toEqual([]);
    });
    it('has a schema that names every field of its status', () => {
        const { schema } = ownResources[0].versions[0];
        const status = schema.fields.get('status').schema();
        expect([...status.fields.keys()]).toEqual(expect.arrayContaining(['conditions', 'capacity', 'gatewayAddresses', 'agent', 'nodes', 'objects']));
        const list = status.fields.get('conditions').schema();
        expect(list).toMatchObject({ kind: 'list', listType: 'map', mapKeys: ['type'] });
    });
});
//# sourceMappingURL=cluster.spec.js.map