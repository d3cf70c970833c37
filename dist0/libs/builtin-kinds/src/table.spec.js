import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { builtinResource, builtinResources } from './index.js';
const NOW = Date.parse('2026-11-21T12:00:00Z');
function cells(group, resource, object) {
    const row = builtinResource({ group, resource });
    const full = { apiVersion: 'v1', kind: row.kind, metadata: { name: 'x' }, ...object };
    return Object.fromEntries(row.columns.map((column) => [column.name, column.value(full, NOW)]));
}
describe('the table of kinds', () => {
    it('has a schema for every served version, with metadata', () => {
        for (const row of builtinResources) {
            for (const version of row.versions) {
                expect(version.schema.fields.has('metadata')).toBe(true);
                expect(version.schema.fields.has('kind')).toBe(true);
            }
        }
    });
    it('names each resource, kind and short name once', () => {
        const names = builtinResources.flatMap((row) => [row.storage.resource, ...row.shortNames]);
        expect(new Set(names).size).toBe(names.length);
    });
    it('names extensions after every other group', () => {
        const groups = [
            ...new Set(builtinResources.flatMap((row) => row.versions.map((version) => version.group))),
        ];
        expect(groups[0]).toBe('');
        expect(groups.at(-1)).toBe('extensions');
    });
    it('shows every column of an empty object', () => {
        for (const row of builtinResources) {
            const object = { apiVersion: 'v1', kind: row.kind, metadata: {} };
            for (const column of row.columns) {
                expect(['string', 'number', 'boolean']).toContain(typeof column.value(object, NOW));
            }
        }
    });
});
describe('cells', () => {
    it.each([
        [{ type: 'ClusterIP', ports: [] }, {}, '<none>', '<none>'],
        [
            { type: 'LoadBalancer', ports: [{ port: 80, protocol: 'TCP', nodePort: 30_080 }] },
            {},
            '<pending>',
            '80:30080/TCP',
        ],
        [
            {
                type: 'LoadBalancer',
                ports: [
                    { port: 80, protocol: 'TCP' },
                    { port: 53, protocol: 'UDP' },
                ],
            },
            { loadBalancer: { ingress: [{ ip: '10.0.0.2' }, { hostname: 'a.example' }, { ip: '10.0.0.1' }] } },
            '10.0.0.1,10.0.0.2,a.example',
            '80/TCP,53/UDP',
        ],
        [{ type: 'ExternalName', externalName: 'db.example.com' }, {}, 'db.example.com', '<none>'],
        [{ type: 'NodePort', externalIPs: ['1.2.3.4'] }, {}, '1.2.3.4', '<none>'],
    ])('service %j %j', (spec, status, external, ports) => {
        const shown = cells('', 'services', { spec, status });
        expect([shown['External-IP'], shown['Port(s)']]).toEqual([external, ports]);
    });
    it('ingress', () => {
        const rules = ['a', 'b', 'c', 'd'].map((host) => ({ host: `${host}.example` }));
        expect(cells('networking.k8s.io', 'ingresses', {
            spec: { rules, tls: [{}], ingressClassName: 'meridian' },
            status: { loadBalancer: { ingress: [{ ip: '10.1.1.1' }] } },
        })).toMatchObject({
            Class: 'meridian',
            Hosts: 'a.example,b.example,c.example + 1 more...',
            Address: '10.1.1.1',
            Ports: '80, 443',
        });
        expect(cells('networking.k8s.io', 'ingresses', { spec: { defaultBackend: {} } })).toMatchObject({
            Class: '<none>',
            Hosts: '*',
            Address: '',
            Ports: '80',
        });
    });
    const container = { name: 'c' };
    const running = { name: 'c', ready: true, state: { running: {} } };
    it.each([
        ['Running', {}, { phase: 'Running', containerStatuses: [running] }, {}],
        ['Terminating', {}, { phase: 'Running', containerStatuses: [running] }, { deletionTimestamp: 't' }],
        [
            'CrashLoopBackOff',
            {},
            {
                phase: 'Running',
                containerStatuses: [{ name: 'c', state: { waiting: { reason: 'CrashLoopBackOff' } } }],
            },
            {},
        ],
        [
            'ExitCode:3',
            {},
            { phase: 'Failed', containerStatuses: [{ name: 'c', state: { terminated: { exitCode: 3 } } }] },
            {},
        ],
        [
            'Init:0/1',
            { initContainers: [{ name: 'i' }] },
            { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: { running: {} } }] },
            {},
        ],
        ['Evicted', {}, { phase: 'Failed', reason: 'Evicted' }, {}],
        [
            'SchedulingGated',
            {},
            { phase: 'Pending', conditions: [{ type: 'PodScheduled', reason: 'SchedulingGated' }] },
            {},
        ],
    ])('pod %s', (expected, spec, status, metadata) => {
        const pod = { spec: { containers: [container], ...spec }, status, metadata };
        expect(cells('', 'pods', pod)['Status']).toBe(expected);
    });
    it('pod restarts', () => {
        const status = {
            containerStatuses: [
                { name: 'c', restartCount: 2, lastState: { terminated: { finishedAt: '2026-11-21T11:55:00Z' } } },
            ],
        };
        expect(cells('', 'pods', { status })['Restarts']).toBe('2 (5m ago)');
    });
    it('node', () => {
        const node = {
            metadata: { name: 'n', labels: { 'node-role.kubernetes.io/control-plane': '' } },
            spec: { unschedulable: true },
            status: { conditions: [{ type: 'Ready', status: 'True' }] },
        };
        expect(cells('', 'nodes', node)).toMatchObject({
            Status: 'Ready,SchedulingDisabled',
            Roles: 'control-plane',
        });
    });
    it('autoscaler', () => {
        const object = {
            spec: {
                scaleTargetRef: { kind: 'Deployment', name: 'api' },
                metrics: [
                    {
                        type: 'Resource',
                        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
                    },
                ],
            },
        };
        expect(cells('autoscaling', 'horizontalpodautoscalers', object)).toMatchObject({
            Reference: 'Deployment/api',
            Targets: 'cpu: <unknown>/80%',
        });
    });
});
//# sourceMappingURL=table.spec.js.map