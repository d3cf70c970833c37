import { checkDnsLabel, checkDnsSubdomain, } from '#libs/apimachinery';
import { checkName, checkOneOf, checkPortNumber, checkSyntax, checkUnchanged, } from '../checks.js';
import { forbidden, invalid, required } from '../causes.js';
import { AGE, column, NAME, NONE, textAt } from '../columns.js';
import { defineResource } from '../define.js';
import { at, listOf, mapsOf, numberOf, setDefault, textOf, textsOf } from '../json.js';
import { MAX_SLICE_ADDRESSES, MAX_SLICE_ENDPOINTS, MAX_SLICE_PORTS } from '../limits.js';
import { ipAddress, isIpv4, isIpv6 } from '../syntax.js';
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const SHOWN = 3;
export const endpoints = defineResource({
    apiVersion: 'v1',
    kind: 'Endpoints',
    resource: 'endpoints',
    shortNames: ['ep'],
    columns: [NAME, column('Endpoints', formatEndpoints), AGE],
    applyDefaults: (object) => {
        for (const subset of mapsOf(object['subsets'])) {
            mapsOf(subset['ports']).forEach((port) => setDefault(port, 'protocol', 'TCP'));
        }
    },
    validate: validateEndpoints,
});
export const endpointSlices = defineResource({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    resource: 'endpointslices',
    columns: [
        NAME,
        column('AddressType', (object) => textAt(object, 'addressType')),
        column('Ports', formatSlicePorts),
        column('Endpoints', (object) => firstFew(mapsOf(object['endpoints']).flatMap((endpoint) => textsOf(endpoint['addresses'])))),
        AGE,
    ],
    generation: 'spec',
    applyDefaults: (object) => {
        for (const port of mapsOf(object['ports'])) {
            setDefault(port, 'name', '');
            setDefault(port, 'protocol', 'TCP');
        }
    },
    validate: validateSlice,
});
function firstFew(all) {
    if (all.length === 0) {
        return NONE;
    }
    const shown = all.slice(0, SHOWN).join(',');
    return all.length > SHOWN ? `${shown} + ${all.length - SHOWN} more...` : shown;
}
function formatEndpoints(object) {
    const all = mapsOf(object['subsets']).flatMap((subset) => {
        const addresses = mapsOf(subset['addresses']).map((address) => textOf(address['ip']));
        const ports = mapsOf(subset['ports']);
        if (ports.length === 0) {
            return addresses;
        }
        return ports.flatMap((port) => addresses.map((ip) => hostPort(ip, numberOf(port['port']) ?? 0)));
    });
    return firstFew(all);
}
function hostPort(ip, port) {
    return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}
function formatSlicePorts(object) {
    const ports = mapsOf(object['ports']);
    if (ports.length === 0) {
        return '<unset>';
    }
    return firstFew(ports.map((port) => (port['port'] === undefined ? '*' : String(port['port']))));
}
function validateEndpoints(object) {
    const causes = [];
    mapsOf(object['subsets']).forEach((subset, index) => {
        const path = `subsets[${index}]`;
        const ready = mapsOf(subset['addresses']);
        const notReady = mapsOf(subset['notReadyAddresses']);
        if (ready.length + notReady.length === 0) {
            causes.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
        }
        ready.forEach((address, i) => checkAddress(causes, `${path}.addresses[${i}]`, address));
        notReady.forEach((address, i) => checkAddress(causes, `${path}.notReadyAddresses[${i}]`, address));
        const ports = mapsOf(subset['ports']);
        ports.forEach((port, i) => {
            const here = `${path}.ports[${i}]`;
            if (ports.length > 1) {
                checkName(causes, `${here}.name`, port['name'], checkDnsLabel);
            }
            checkPortAndProtocol(causes, here, port);
        });
    });
    return causes;
}
function checkAddress(causes, path, address) {
    checkName(causes, `${path}.ip`, address['ip'], ipAddress);
    if (textOf(address['hostname']) !== '') {
        checkSyntax(causes, `${path}.hostname`, address['hostname'], checkDnsLabel);
    }
}
function checkPortAndProtocol(causes, path, port) {
    checkPortNumber(causes, `${path}.port`, port['port']);
    checkOneOf(causes, `${path}.protocol`, port['protocol'] ?? '', PROTOCOLS);
}
function validateSlice(object, old) {
    const causes = [];
    const type = textOf(object['addressType']);
    if (type === '') {
        causes.push(required('addressType'));
    }
    else {
        checkOneOf(causes, 'addressType', type, ['FQDN', 'IPv4', 'IPv6']);
    }
    checkSliceEndpoints(causes, object, type);
    const ports = mapsOf(object['ports']);
    if (ports.length > MAX_SLICE_PORTS) {
        causes.push(forbidden('ports', `may not have more than ${MAX_SLICE_PORTS} ports`));
    }
    ports.forEach((port, index) => {
        const path = `ports[${index}]`;
        if (textOf(port['name']) !== '') {
            checkSyntax(causes, `${path}.name`, port['name'], checkDnsLabel);
        }
        if (port['port'] !== undefined) {
            checkPortAndProtocol(causes, path, port);
        }
    });
    if (old) {
        checkUnchanged(causes, 'addressType', type, at(old, 'addressType'));
    }
    return causes;
}
function checkSliceEndpoints(causes, object, type) {
    const all = mapsOf(object['endpoints']);
    if (all.length > MAX_SLICE_ENDPOINTS) {
        causes.push(forbidden('endpoints', `may not have more than ${MAX_SLICE_ENDPOINTS} endpoints`));
    }
    all.forEach((endpoint, index) => {
        const path = `endpoints[${index}].addresses`;
        const addresses = listOf(endpoint['addresses']);
        if (addresses.length === 0) {
            causes.push(required(path, 'must contain at least 1 address'));
        }
        else if (addresses.length > MAX_SLICE_ADDRESSES) {
            causes.push(forbidden(path, `may not have more than ${MAX_SLICE_ADDRESSES} addresses`));
        }
        addresses.forEach((address, i) => {
            if (!isAddressOf(type, textOf(address))) {
                causes.push(invalid(`${path}[${i}]`, address, `must be a valid ${type} address`));
            }
        });
    });
}
function isAddressOf(type, address) {
    switch (type) {
        case 'IPv4':
            return isIpv4(address);
        case 'IPv6':
            return isIpv6(address);
        case 'FQDN':
            return checkDnsSubdomain(address.replace(/\.$/, '')).length === 0;
        default:
            return true;
    }
}
//# sourceMappingURL=endpoints.js.map