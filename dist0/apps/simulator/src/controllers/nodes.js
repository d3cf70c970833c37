import { formatTime } from '#libs/apimachinery';
import { sleep } from '#libs/process';
import { NODE_MARK } from '../cluster/annotations.js';
import { NODES } from '../cluster/resources.js';
import { NODE_HEARTBEAT_MS, NODE_MEMORY, PODS_PER_NODE } from '../limits.js';
import {} from './context.js';
/** Makes the set of nodes what the settings say: creates what is missing, deletes those of ours that are too many. */
export async function ensureNodes(context, shape) {
    const { client } = context;
    const wanted = new Map(Array.from({ length: shape.nodes }, (_, at) => nodeOf(context, shape, at)).map((node) => [
        node.metadata.name,
        node,
    ]));
    const present = new Map((await client.list(NODES)).items.map((node) => [node.metadata.name, node]));
    for (const [name = '', node] of present)
        if (node.metadata.annotations?.[NODE_MARK] !== undefined && !wanted.has(name))
            await client.delete({ ...NODES, namespace: '', name });
    for (const [name = '', node] of wanted) {
        if (!present.has(name))
            await client.create(NODES, node);
        await client.modify({ ...NODES, namespace: '', name }, (current) => ({ ...current, status: node['status'] }), 'status');
    }
}
/** Says now and then, in one go, that all nodes live; until `signal`. Leases are not kept: nobody here reads them. */
export async function keepHeartbeats(context, signal) {
    while (!isAborted(signal)) {
        await sleep(context.clock, NODE_HEARTBEAT_MS, signal);
        if (isAborted(signal))
            return;
        const names = [...context.informers.nodes.list()].map((node) => node.metadata.name ?? '');
        for (const name of names) {
            const stamp = formatTime(context.clock.now());
            try {
                await context.client.modify({ ...NODES, namespace: '', name }, (node) => heard(node, stamp), 'status');
            }
            catch (error) {
                context.logger.warn({ err: error, node: name }, 'heartbeat failed');
            }
        }
    }
}
function isAborted(signal) {
    return signal.aborted;
}
function heard(node, stamp) {
    const status = node['status'];
    const conditions = (status?.conditions ?? []).map((condition) => ({
        ...condition,
        lastHeartbeatTime: stamp,
    }));
    return { ...node, status: { ...status, conditions } };
}
const CONDITIONS = [
    {
        type: 'MemoryPressure',
        status: 'False',
        reason: 'KubeletHasSufficientMemory',
        message: 'kubelet has sufficient memory available',
    },
    {
        type: 'DiskPressure',
        status: 'False',
        reason: 'KubeletHasNoDiskPressure',
        message: 'kubelet has no disk pressure',
    },
    {
        type: 'PIDPressure',
        status: 'False',
        reason: 'KubeletHasSufficientPID',
        message: 'kubelet has sufficient PID available',
    },
    { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
];
function nodeOf(context, shape, index) {
    const name = `${shape.cluster}-node-${index + 1}`;
    const stamp = formatTime(context.clock.now());
    const capacity = {
        cpu: shape.nodeCpu,
        memory: NODE_MEMORY,
        pods: String(PODS_PER_NODE),
        'ephemeral-storage': '100Gi',
    };
    return {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
            name,
            annotations: { [NODE_MARK]: String(index) },
            labels: {
                'kubernetes.io/hostname': name,
                'kubernetes.io/os': 'linux',
                'kubernetes.io/arch': 'amd64',
                ...(shape.region === undefined ? {} : { 'topology.kubernetes.io/region': shape.region }),
                ...(shape.zone === undefined ? {} : { 'topology.kubernetes.io/zone': shape.zone }),
            },
        },
        spec: { providerID: `simulated://${shape.cluster}/${name}` },
        status: {
            capacity,
            allocatable: capacity,
            conditions: CONDITIONS.map((row) => ({ ...row, lastHeartbeatTime: stamp, lastTransitionTime: stamp })),
            addresses: [
                { type: 'InternalIP', address: context.addresses.node(index) },
                { type: 'Hostname', address: name },
            ],
            nodeInfo: {
                machineID: name,
                systemUUID: name,
                bootID: name,
                kernelVersion: 'simulated',
                osImage: 'simulated',
                containerRuntimeVersion: 'simulated://1.0',
                kubeletVersion: 'v1.33.0',
                kubeProxyVersion: '',
                operatingSystem: 'linux',
                architecture: 'amd64',
            },
        },
    };
}
//# sourceMappingURL=nodes.js.map