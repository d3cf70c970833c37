import { checkNotNegative, checkOneOf, checkPortNumber, checkSyntax } from '../checks.js';
import { forbidden, invalid, required } from '../causes.js';
import { listOf, mapOf, numberOf, textOf } from '../json.js';
import { portName } from '../syntax.js';
const COUNTS = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
];
/** The three probes of a container. */
export function checkProbes(causes, path, container) {
    for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
        if (container[name] !== undefined) {
            checkProbe(causes, `${path}.${name}`, mapOf(container[name]), name);
        }
    }
}
function checkProbe(causes, path, probe, name) {
    checkHandler(causes, path, probe, ['exec', 'grpc', 'httpGet', 'tcpSocket']);
    for (const field of COUNTS) {
        checkNotNegative(causes, `${path}.${field}`, probe[field]);
    }
    if (name !== 'readinessProbe' && (numberOf(probe['successThreshold']) ?? 1) !== 1) {
        causes.push(invalid(`${path}.successThreshold`, probe['successThreshold'], 'must be 1'));
    }
}
/** A probe or a hook says what it does in exactly one of `kinds`. */
export function checkHandler(causes, path, handler, kinds) {
    const present = kinds.filter((kind) => handler[kind] !== undefined);
    if (present.length === 0) {
        causes.push(required(path, 'must specify a handler type'));
    }
    for (const extra of present.slice(1)) {
        causes.push(forbidden(`${path}.${extra}`, 'may not specify more than 1 handler type'));
    }
    for (const kind of present) {
        checkAction(causes, `${path}.${kind}`, kind, mapOf(handler[kind]));
    }
}
function checkAction(causes, path, kind, action) {
    if (kind === 'exec' && listOf(action['command']).length === 0) {
        causes.push(required(`${path}.command`));
    }
    if (kind === 'httpGet') {
        if (textOf(action['path']) === '') {
            causes.push(required(`${path}.path`));
        }
        checkOneOf(causes, `${path}.scheme`, action['scheme'], ['HTTP', 'HTTPS']);
    }
    if (kind === 'httpGet' || kind === 'tcpSocket' || kind === 'grpc') {
        checkPort(causes, `${path}.port`, action['port']);
    }
}
/** A port by number, or by the name of a container's port. */
export function checkPort(causes, path, port) {
    if (typeof port === 'number') {
        checkPortNumber(causes, path, port);
    }
    else if (typeof port === 'string') {
        checkSyntax(causes, path, port, portName);
    }
    else {
        causes.push(required(path));
    }
}
//# sourceMappingURL=validate-probe.js.map