import {} from '#libs/apimachinery';
import { isFinished, isReady } from '../cluster/pod.js';
import {} from '../cluster/service.js';
import { ENDPOINTS_ADDRESSES, SLICE_ENDPOINTS } from '../limits.js';
/** Pods behind a selector that have an address and are not finished, by name. */
export function targetsOf(service, pods) {
    const wanted = Object.entries(service.spec.selector ?? {});
    const chosen = [...pods]
        .filter((pod) => pod.status?.podIP !== undefined && !isFinished(pod) && pod.metadata.deletionTimestamp === undefined)
        .filter((pod) => wanted.every(([name, value]) => pod.metadata.labels?.[name] === value))
        .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
    const serves = (pod) => isReady(pod) || service.spec.publishNotReadyAddresses === true;
    return { ready: chosen.filter(serves), notReady: chosen.filter((pod) => !serves(pod)) };
}
/** Ports by number; a named target port is looked up in the first pod that has it. */
export function portsOf(service, pods) {
    return (service.spec.ports ?? []).flatMap((port) => {
        const number = targetPort(port, pods);
        if (number === undefined)
            return [];
        return [
            {
                ...(port.name === undefined ? {} : { name: port.name }),
                port: number,
                protocol: port.protocol ?? 'TCP',
                ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
            },
        ];
    });
}
function targetPort(port, pods) {
    const target = port.targetPort ?? port.port;
    if (typeof target === 'number')
        return target === 0 ? port.port : target;
    for (const pod of pods)
        for (const container of pod.spec.containers)
            for (const candidate of container.ports ?? [])
                if (candidate.name === target)
                    return candidate.containerPort;
    return undefined;
}
function targetRef(pod) {
    const { name, namespace, uid } = pod.metadata;
    return { kind: 'Pod', name, namespace, uid };
}
/** The core/v1 Endpoints of a Service. */
export function endpointsOf(service, targets) {
    const { name, namespace, labels } = service.metadata;
    const address = (pod) => ({
        ip: pod.status?.podIP,
        nodeName: pod.spec.nodeName,
        targetRef: targetRef(pod),
    });
    const ready = targets.ready.slice(0, ENDPOINTS_ADDRESSES);
    const notReady = targets.notReady.slice(0, ENDPOINTS_ADDRESSES - ready.length);
    const subset = {
        ...(ready.length > 0 ? { addresses: ready.map(address) } : {}),
        ...(notReady.length > 0 ? { notReadyAddresses: notReady.map(address) } : {}),
        ports: portsOf(service, [...ready, ...notReady]),
    };
    return {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: {
            ...(name === undefined ? {} : { name }),
            ...(namespace === undefined ? {} : { namespace }),
            ...(labels === undefined ? {} : { labels }),
        },
        ...(ready.length + notReady.length > 0 ? { subsets: [subset] } : {}),
    };
}
/** The EndpointSlices of a Service: pods by name, a hundred each. At least one, as kube-controller-manager keeps it. */
export function slicesOf(service, targets) {
    const { name = '', namespace, uid = '' } = service.metadata;
    const pods = [...targets.ready, ...targets.notReady];
    const isReadyTarget = new Set(targets.ready);
    const ports = portsOf(service, pods);
    const count = Math.max(1, Math.ceil(pods.length / SLICE_ENDPOINTS));
    return Array.from({ length: count }, (_, at) => ({
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
            name: `${name}-${at + 1}`,
            ...(namespace === undefined ? {} : { namespace }),
            labels: {
                'kubernetes.io/service-name': name,
                'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
            },
            ownerReferences: [
                { apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true },
            ],
        },
        addressType: 'IPv4',
        endpoints: pods.slice(at * SLICE_ENDPOINTS, (at + 1) * SLICE_ENDPOINTS).map((pod) => ({
            addresses: [pod.status?.podIP],
            conditions: { ready: isReadyTarget.has(pod), serving: isReadyTarget.has(pod), terminating: false },
            nodeName: pod.spec.nodeName,
            targetRef: targetRef(pod),
        })),
        ports,
    }));
}
//# sourceMappingURL=endpoint-addresses.js.map