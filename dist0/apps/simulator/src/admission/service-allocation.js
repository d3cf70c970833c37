import { StatusError } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import {} from '#libs/controller-runtime';
import { NumberPool } from '../cluster/addresses.js';
import { usesNodePorts } from '../cluster/service.js';
const FIRST_NODE_PORT = 30_000;
const NODE_PORTS = 2_768;
/**
 * Gives Services their cluster address and node ports while they are written, as kube-apiserver does, so that the answer to the
 * client holds them. What is stored counts as taken once `follow` has seen it.
 */
export class ServiceAllocation {
    addresses;
    name = 'service-allocation';
    nodePorts = new NumberPool(FIRST_NODE_PORT, NODE_PORTS);
    constructor(addresses) {
        this.addresses = addresses;
    }
    /** Takes note of what stored Services hold. */
    follow(services) {
        services.onChange(({ type, object, previous }) => {
            if (previous)
                this.note(previous, false);
            if (type !== 'DELETED')
                this.note(object, true);
        });
    }
    admit(request) {
        const { operation, resource, subresource } = request;
        if (resource.group !== '' ||
            resource.resource !== 'services' ||
            subresource !== '' ||
            operation === 'DELETE')
            return [];
        const service = request.object;
        const old = request.old;
        this.allocateAddress(service, old);
        this.allocatePorts(service, old);
        return [];
    }
    note(service, held) {
        const { clusterIP, ports } = service.spec;
        if (clusterIP !== undefined && clusterIP !== 'None') {
            if (held)
                this.addresses.use(clusterIP);
            else
                this.addresses.release(clusterIP);
        }
        for (const { nodePort } of ports ?? []) {
            if (nodePort === undefined)
                continue;
            if (held)
                this.nodePorts.use(nodePort);
            else
                this.nodePorts.release(nodePort);
        }
    }
    allocateAddress(service, old) {
        const { spec } = service;
        if (spec.type === 'ExternalName') {
            delete spec.clusterIP;
            delete spec.clusterIPs;
            return;
        }
        // Clients that write back what they once sent leave the address out; it stays.
        if (!spec.clusterIP && old?.spec.clusterIP)
            spec.clusterIP = old.spec.clusterIP;
        if (!spec.clusterIP) {
            const address = this.addresses.take();
            if (address === undefined)
                throw new StatusError('ServerTimeout', 'no cluster address is free');
            spec.clusterIP = address;
        }
        else if (spec.clusterIP !== 'None' && spec.clusterIP !== old?.spec.clusterIP)
            this.checkAddress(service, spec.clusterIP);
        spec.clusterIPs = [spec.clusterIP];
    }
    checkAddress(service, address) {
        if (!this.addresses.contains(address))
            throw refused(service, 'spec.clusterIPs', `Invalid value: ["${address}"]: the provided IP is not in the valid range`);
        if (this.addresses.isUsed(address))
            throw refused(service, 'spec.clusterIPs', `Invalid value: ["${address}"]: provided IP is already allocated`);
    }
    allocatePorts(service, old) {
        const { spec } = service;
        if (!usesNodePorts(spec)) {
            if (spec.type === 'ClusterIP' && old && usesNodePorts(old.spec))
                dropInheritedPorts(spec, old.spec);
            return;
        }
        for (const [at, port] of (spec.ports ?? []).entries()) {
            if (port.nodePort)
                this.checkPort(service, old, { port: port.nodePort, at });
            else
                port.nodePort = old?.spec.ports?.find((other) => samePort(other, port))?.nodePort ?? this.takePort();
        }
    }
    checkPort(service, old, wanted) {
        if (!this.nodePorts.isUsed(wanted.port) || holds(old, wanted.port))
            return;
        throw refused(service, `spec.ports[${wanted.at}].nodePort`, `Invalid value: ${wanted.port}: provided port is already allocated`);
    }
    takePort() {
        const port = this.nodePorts.take();
        if (port === undefined)
            throw new StatusError('ServerTimeout', 'no node port is free');
        return port;
    }
}
function samePort(a, b) {
    return a.port === b.port && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP');
}
function holds(service, nodePort) {
    return service?.spec.ports?.some((port) => port.nodePort === nodePort) ?? false;
}
/** A Service that stops using node ports and was sent back with the old ones loses them. */
function dropInheritedPorts(spec, old) {
    for (const port of spec.ports ?? [])
        if (old.ports?.some((other) => other.nodePort === port.nodePort))
            delete port.nodePort;
}
function refused(service, field, message) {
    const name = service.metadata.name ?? '';
    const causes = [{ reason: 'FieldValueInvalid', field, message }];
    return new StatusError('Invalid', `Service "${name}" is invalid: ${field}: ${message}`, {
        details: { name, kind: 'Service', causes },
    });
}
//# sourceMappingURL=service-allocation.js.map