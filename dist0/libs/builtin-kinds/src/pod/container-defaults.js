import { ensureMap, mapOf, mapsOf, setDefault, textOf } from '../json.js';
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
/** Fills the defaults of one container, in place. With `hostNetwork` a port is also the host's. */
export function setContainerDefaults(container, hostNetwork) {
    setDefault(container, 'resources', {});
    setDefault(container, 'terminationMessagePath', '/dev/termination-log');
    setDefault(container, 'terminationMessagePolicy', 'File');
    setDefault(container, 'imagePullPolicy', pullPolicy(textOf(container['image'])));
    for (const port of mapsOf(container['ports'])) {
        setDefault(port, 'protocol', 'TCP');
        if (hostNetwork && !port['hostPort']) {
            port['hostPort'] = port['containerPort'];
        }
    }
    for (const variable of mapsOf(container['env'])) {
        const reference = mapOf(variable['valueFrom'])['fieldRef'];
        if (reference !== undefined) {
            setDefault(mapOf(reference), 'apiVersion', 'v1');
        }
    }
    for (const name of PROBES) {
        if (container[name] !== undefined) {
            setProbeDefaults(mapOf(container[name]));
        }
    }
    for (const hook of ['postStart', 'preStop']) {
        setHttpDefaults(mapOf(mapOf(container['lifecycle'])[hook]));
    }
}
function setProbeDefaults(probe) {
    // Zero reads as unset: the fields are plain integers in the API.
    const defaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
    for (const [name, value] of Object.entries(defaults)) {
        if (!probe[name]) {
            probe[name] = value;
        }
    }
    setHttpDefaults(probe);
    if (probe['grpc'] !== undefined) {
        setDefault(ensureMap(probe, 'grpc'), 'service', '');
    }
}
function setHttpDefaults(handler) {
    if (handler['httpGet'] === undefined) {
        return;
    }
    const get = ensureMap(handler, 'httpGet');
    setDefault(get, 'path', '/');
    setDefault(get, 'scheme', 'HTTP');
}
/** Always for an image that is named `latest` or not at all; a digest or another tag is pulled once. */
function pullPolicy(image) {
    const withoutDigest = image.split('@')[0] ?? '';
    const last = withoutDigest.slice(withoutDigest.lastIndexOf('/') + 1);
    const tag = last.includes(':') ? last.slice(last.lastIndexOf(':') + 1) : '';
    const isLatest = tag === 'latest' || (tag === '' && !image.includes('@'));
    return isLatest ? 'Always' : 'IfNotPresent';
}
//# sourceMappingURL=container-defaults.js.map