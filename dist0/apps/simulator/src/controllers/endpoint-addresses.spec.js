import { describe, expect, it } from '@jest/globals';
import {} from '../cluster/pod.js';
import {} from '../cluster/service.js';
import { endpointsOf, portsOf, slicesOf, targetsOf } from './endpoint-addresses.js';
function pod(name, ready, labels = { app: 'web' }) {
    return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace: 'ns', name, uid: `uid-${name}`, labels },
        spec: { nodeName: 'n', containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }] },
        status: {
            phase: 'Running',
            podIP: `1.2.3.${name.length}`,
            conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
        },
    };
}
const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'ns', name: 'web', uid: 'uid-web' },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
};
describe('endpoints of a Service', () => {
    it('are the pods its selector finds, ready or not, by name', () => {
        const pods = [pod('bb', true), pod('a', true), pod('ccc', false), pod('other', true, { app: 'x' })];
        const targets = targetsOf(service, pods);
        expect(targets.ready.map((one) => one.metadata.name)).toEqual(['a', 'bb']);
        expect(targets.notReady.map((one) => one.metadata.name)).toEqual(['ccc']);
        expect(endpointsOf(service, targets)).toMatchObject({
            metadata: { name: 'web', namespace: 'ns' },
            subsets: [
                {
                    addresses: [{ ip: '1.2.3.1' }, { ip: '1.2.3.2' }],
                    notReadyAddresses: [{ ip: '1.2.3.3' }],
                    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
                },
            ],
        });
    });
    it('leave out pods that finish, go or have no address', () => {
        const gone = pod('gone', true);
        const pods = [
            { ...pod('done', true), status: { phase: 'Succeeded', podIP: '1.1.1.1' } },
            { ...gone, metadata: { ...gone.metadata, deletionTimestamp: 'now' } },
            { ...pod('new', false), status: { phase: 'Pending' } },
        ];
        expect(targetsOf(service, pods)).toEqual({ ready: [], notReady: [] });
        expect(endpointsOf(service, { ready: [], notReady: [] })['subsets']).toBeUndefined();
    });
    it('are cut into slices of a hundred, one at least', () => {
        expect(slicesOf(service, { ready: [], notReady: [] })).toHaveLength(1);
        const many = Array.from({ length: 250 }, (_, at) => pod(`p${String(at).padStart(3, '0')}`, true));
        const slices = slicesOf(service, targetsOf(service, many));
        expect(slices.map((slice) => slice['endpoints'].length)).toEqual([100, 100, 50]);
        expect(slices[2]?.metadata).toMatchObject({
            name: 'web-3',
            ownerReferences: [{ kind: 'Service', uid: 'uid-web' }],
        });
    });
    it('take port numbers as they are and names from the pods', () => {
        const ports = (port) => portsOf({ ...service, spec: { ports: [{ port: 80, ...port }] } }, [pod('a', true)]);
        expect(ports({})).toEqual([{ port: 80, protocol: 'TCP' }]);
        expect(ports({ targetPort: 9000, protocol: 'UDP' })).toEqual([{ port: 9000, protocol: 'UDP' }]);
        expect(ports({ targetPort: 'nobody' })).toEqual([]);
    });
});
//# sourceMappingURL=endpoint-addresses.spec.js.map