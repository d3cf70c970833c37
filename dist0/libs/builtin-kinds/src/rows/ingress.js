import {} from '#libs/apimachinery';
import { AGE, column, loadBalancerAddresses, NAME, orNone, textAt } from '../columns.js';
import { defineResource, servedVersion } from '../define.js';
import { at, ensureMap, isJson, mapOf, mapsOf, textOf } from '../json.js';
import { checkIngress, CLASS_ANNOTATION } from './ingress-validation.js';
import { EXTENSIONS, extensionsWarning } from './workload.js';
const NETWORKING = 'networking.k8s.io/v1';
const HOSTS_SHOWN = 3;
export const ingresses = defineResource({
    apiVersion: NETWORKING,
    kind: 'Ingress',
    resource: 'ingresses',
    shortNames: ['ing'],
    alsoServed: [
        servedVersion(EXTENSIONS, 'Ingress', {
            toStorage: fromExtensions,
            fromStorage: toExtensions,
            deprecationWarning: extensionsWarning('Ingress', NETWORKING),
        }),
    ],
    subresources: { status: true },
    columns: [
        NAME,
        column('Class', classOf),
        column('Hosts', (object) => formatHosts(object)),
        column('Address', (object) => loadBalancerAddresses(object).join(',')),
        column('Ports', (object) => (mapsOf(at(object, 'spec', 'tls')).length > 0 ? '80, 443' : '80')),
        AGE,
    ],
    generation: 'spec',
    emptyStatus: () => ({ loadBalancer: {} }),
    validate: checkIngress,
});
function classOf(object) {
    return (textAt(object, 'spec', 'ingressClassName') ||
        orNone(object.metadata.annotations?.[CLASS_ANNOTATION] ?? ''));
}
/** `*` without hosts; at most three names, then how many more there are. */
function formatHosts(object) {
    const hosts = mapsOf(at(object, 'spec', 'rules'))
        .map((rule) => textOf(rule['host']))
        .filter((host) => host !== '');
    if (hosts.length === 0) {
        return '*';
    }
    const shown = hosts.slice(0, HOSTS_SHOWN).join(',');
    return hosts.length > HOSTS_SHOWN ? `${shown} + ${hosts.length - HOSTS_SHOWN} more...` : shown;
}
/** `backend` was the default backend, and a backend was `serviceName` and `servicePort`. */
function fromExtensions(object) {
    object.apiVersion = NETWORKING;
    const spec = ensureMap(object, 'spec');
    if (spec['backend'] !== undefined) {
        spec['defaultBackend'] = newBackend(mapOf(spec['backend']));
        delete spec['backend'];
    }
    for (const path of pathsOf(spec)) {
        path['pathType'] ??= 'ImplementationSpecific';
        path['backend'] = newBackend(mapOf(path['backend']));
    }
}
function toExtensions(object) {
    object.apiVersion = EXTENSIONS;
    const spec = ensureMap(object, 'spec');
    if (spec['defaultBackend'] !== undefined) {
        spec['backend'] = oldBackend(mapOf(spec['defaultBackend']));
        delete spec['defaultBackend'];
    }
    for (const path of pathsOf(spec)) {
        path['backend'] = oldBackend(mapOf(path['backend']));
    }
}
function pathsOf(spec) {
    return mapsOf(spec['rules']).flatMap((rule) => mapsOf(at(rule, 'http', 'paths')));
}
function newBackend(backend) {
    const { serviceName, servicePort, ...rest } = backend;
    if (serviceName === undefined && servicePort === undefined) {
        return rest;
    }
    const port = typeof servicePort === 'number' ? { number: servicePort } : { name: servicePort };
    return {
        ...rest,
        service: { name: serviceName ?? '', ...(servicePort === undefined ? {} : { port }) },
    };
}
function oldBackend(backend) {
    const { service, ...rest } = backend;
    if (!isJson(service)) {
        return rest;
    }
    const { name, number } = mapOf(service['port']);
    const port = number ?? name;
    return { ...rest, serviceName: service['name'], ...(port === undefined ? {} : { servicePort: port }) };
}
//# sourceMappingURL=ingress.js.map