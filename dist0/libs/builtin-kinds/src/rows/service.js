import {} from '#libs/apimachinery';
import { AGE, column, formatLabels, loadBalancerAddresses, NAME, NONE, orNone, textAt, wide, } from '../columns.js';
import { defineResource } from '../define.js';
import { at, ensureMap, listOf, mapOf, mapsOf, setDefault, shownText, textsOf } from '../json.js';
import { checkService, hasNodePorts } from './service-validation.js';
/** Three hours. */
const AFFINITY_SECONDS = 10_800;
export const services = defineResource({
    apiVersion: 'v1',
    kind: 'Service',
    resource: 'services',
    shortNames: ['svc'],
    categories: ['all'],
    nameRule: 'dns-1035-label',
    subresources: { status: true },
    columns: [
        NAME,
        column('Type', (object) => textAt(object, 'spec', 'type')),
        column('Cluster-IP', clusterIp),
        column('External-IP', externalIp),
        column('Port(s)', formatPorts),
        AGE,
        wide('Selector', (object) => formatLabels(at(object, 'spec', 'selector'))),
    ],
    fieldLabels: {
        'spec.clusterIP': (object) => textAt(object, 'spec', 'clusterIP'),
        'spec.type': (object) => textAt(object, 'spec', 'type'),
    },
    deleteReturnsObject: true,
    emptyStatus: () => ({ loadBalancer: {} }),
    applyDefaults,
    prepare: keepAllocations,
    validate: checkService,
});
function applyDefaults(object) {
    const spec = ensureMap(object, 'spec');
    setDefault(spec, 'type', 'ClusterIP');
    setDefault(spec, 'sessionAffinity', 'None');
    if (spec['sessionAffinity'] === 'ClientIP') {
        const client = ensureMap(ensureMap(spec, 'sessionAffinityConfig'), 'clientIP');
        setDefault(client, 'timeoutSeconds', AFFINITY_SECONDS);
    }
    if (spec['type'] !== 'ExternalName') {
        setDefault(spec, 'internalTrafficPolicy', 'Cluster');
    }
    for (const port of mapsOf(spec['ports'])) {
        setDefault(port, 'protocol', 'TCP');
        if (!port['targetPort'] && port['targetPort'] !== '') {
            port['targetPort'] = port['port'];
        }
    }
    if (hasNodePorts(spec) || listOf(spec['externalIPs']).length > 0) {
        setDefault(spec, 'externalTrafficPolicy', 'Cluster');
    }
    if (spec['type'] === 'LoadBalancer') {
        setDefault(spec, 'allocateLoadBalancerNodePorts', true);
    }
}
/** What a server once gave out stays on an update that does not name it, unless the type no longer has it. */
function keepAllocations(object, old) {
    if (!old) {
        return;
    }
    const spec = mapOf(object['spec']);
    const before = mapOf(old['spec']);
    if (spec['type'] !== 'ExternalName' && before['type'] !== 'ExternalName' && !spec['clusterIP']) {
        copyMissing(spec, before, ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']);
    }
    if (hasNodePorts(spec) && hasNodePorts(before)) {
        keepNodePorts(spec, before);
    }
    else if (hasNodePorts(before)) {
        dropNodePorts(spec, before);
    }
}
function copyMissing(spec, before, fields) {
    for (const field of fields) {
        if (before[field] !== undefined) {
            setDefault(spec, field, before[field]);
        }
    }
}
function portKey(port) {
    return `${String(port['protocol'])}/${String(port['port'])}`;
}
function nodePorts(spec) {
    return new Map(mapsOf(spec['ports']).map((port) => [portKey(port), port['nodePort']]));
}
function keepNodePorts(spec, before) {
    const known = nodePorts(before);
    for (const port of mapsOf(spec['ports'])) {
        const nodePort = known.get(portKey(port));
        if (!port['nodePort'] && nodePort !== undefined) {
            port['nodePort'] = nodePort;
        }
    }
    copyMissing(spec, before, ['healthCheckNodePort']);
}
/** A change of type alone must not fail on fields that the server had filled in. */
function dropNodePorts(spec, before) {
    const known = nodePorts(before);
    for (const port of mapsOf(spec['ports'])) {
        if (port['nodePort'] === known.get(portKey(port))) {
            delete port['nodePort'];
        }
    }
    const isExternal = listOf(spec['externalIPs']).length > 0;
    const dropped = ['healthCheckNodePort', 'allocateLoadBalancerNodePorts', 'loadBalancerClass'];
    for (const field of isExternal ? dropped : [...dropped, 'externalTrafficPolicy']) {
        if (spec[field] === before[field]) {
            Reflect.deleteProperty(spec, field);
        }
    }
}
function clusterIp(object) {
    if (at(object, 'spec', 'type') === 'ExternalName') {
        return NONE;
    }
    const [first] = textsOf(at(object, 'spec', 'clusterIPs'));
    return orNone(first ?? textAt(object, 'spec', 'clusterIP'));
}
function externalIp(object) {
    const declared = textsOf(at(object, 'spec', 'externalIPs'));
    switch (at(object, 'spec', 'type')) {
        case 'ExternalName':
            return orNone(textAt(object, 'spec', 'externalName'));
        case 'LoadBalancer': {
            const addresses = [...loadBalancerAddresses(object), ...declared];
            return addresses.length > 0 ? addresses.join(',') : '<pending>';
        }
        default:
            return orNone(declared.join(','));
    }
}
/** `80/TCP`, with a node port `80:30080/TCP`. */
function formatPorts(object) {
    const ports = mapsOf(at(object, 'spec', 'ports')).map((port) => {
        const node = port['nodePort'] ? `:${shownText(port['nodePort'])}` : '';
        return `${String(port['port'])}${node}/${String(port['protocol'])}`;
    });
    return orNone(ports.join(','));
}
//# sourceMappingURL=service.js.map