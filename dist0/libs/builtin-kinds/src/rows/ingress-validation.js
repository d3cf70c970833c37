import { checkDns1035Label, checkDnsSubdomain } from '#libs/apimachinery';
import { checkName, checkOneOf, checkPortNumber, checkSyntax } from '../checks.js';
import { invalid, required } from '../causes.js';
import { isJson, listOf, mapOf, mapsOf, numberOf, textOf } from '../json.js';
import { ipAddress, portName, wildcardSubdomain } from '../syntax.js';
export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const BAD_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const BAD_ENDINGS = ['/..', '/.'];
/** All that networking.k8s.io/v1 asks of an Ingress. */
export function checkIngress(object, old) {
    const causes = [];
    const spec = mapOf(object['spec']);
    const { defaultBackend, ingressClassName } = spec;
    const rules = mapsOf(spec['rules']);
    if (rules.length === 0 && defaultBackend === undefined) {
        causes.push(invalid('spec', spec, 'either `defaultBackend` or `rules` must be specified'));
    }
    if (defaultBackend !== undefined) {
        checkBackend(causes, 'spec.defaultBackend', mapOf(defaultBackend));
    }
    rules.forEach((rule, index) => checkRule(causes, `spec.rules[${index}]`, rule));
    checkTls(causes, spec);
    if (ingressClassName !== undefined) {
        checkSyntax(causes, 'spec.ingressClassName', ingressClassName, checkDnsSubdomain);
        const annotation = object.metadata.annotations?.[CLASS_ANNOTATION];
        if (!old && annotation !== undefined && annotation !== ingressClassName) {
            causes.push(invalid(`metadata.annotations[${CLASS_ANNOTATION}]`, annotation, 'must match `ingressClassName` when both are specified'));
        }
    }
    return causes;
}
function checkTls(causes, spec) {
    mapsOf(spec['tls']).forEach((tls, index) => {
        const here = `spec.tls[${index}]`;
        listOf(tls['hosts']).forEach((host, i) => checkSyntax(causes, `${here}.hosts[${i}]`, host, hostGrammar));
        if (textOf(tls['secretName']) !== '') {
            checkSyntax(causes, `${here}.secretName`, tls['secretName'], checkDnsSubdomain);
        }
    });
}
function hostGrammar(host) {
    return host.includes('*') ? wildcardSubdomain(host) : checkDnsSubdomain(host);
}
function checkRule(causes, path, rule) {
    const host = textOf(rule['host']);
    if (host !== '') {
        if (ipAddress(host).length === 0) {
            causes.push(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
        }
        else {
            checkSyntax(causes, `${path}.host`, host, hostGrammar);
        }
    }
    if (rule['http'] === undefined) {
        return;
    }
    const paths = mapsOf(mapOf(rule['http'])['paths']);
    if (paths.length === 0) {
        causes.push(required(`${path}.http.paths`));
    }
    paths.forEach((entry, index) => checkPath(causes, `${path}.http.paths[${index}]`, entry));
}
function checkPath(causes, path, entry) {
    const { pathType } = entry;
    const value = textOf(entry['path']);
    if (pathType === undefined) {
        causes.push(required(`${path}.pathType`, 'pathType must be specified'));
    }
    else {
        checkOneOf(causes, `${path}.pathType`, pathType, ['Exact', 'ImplementationSpecific', 'Prefix']);
    }
    const strict = pathType === 'Exact' || pathType === 'Prefix';
    if (!value.startsWith('/') && (strict || value !== '')) {
        causes.push(invalid(`${path}.path`, value, 'must be an absolute path'));
    }
    if (strict) {
        for (const bad of BAD_SEQUENCES.filter((sequence) => value.includes(sequence))) {
            causes.push(invalid(`${path}.path`, value, `must not contain '${bad}'`));
        }
        for (const bad of BAD_ENDINGS.filter((ending) => value.endsWith(ending))) {
            causes.push(invalid(`${path}.path`, value, `cannot end with '${bad}'`));
        }
    }
    checkBackend(causes, `${path}.backend`, mapOf(entry['backend']));
}
function checkBackend(causes, path, backend) {
    const { service, resource } = backend;
    if (service !== undefined && resource !== undefined) {
        causes.push(invalid(path, '', 'cannot set both resource and service backends'));
    }
    else if (isJson(resource)) {
        for (const field of ['kind', 'name']) {
            if (textOf(resource[field]) === '') {
                causes.push(required(`${path}.resource.${field}`));
            }
        }
    }
    else if (isJson(service)) {
        checkName(causes, `${path}.service.name`, service['name'], checkDns1035Label);
        checkServicePort(causes, path, mapOf(service['port']));
    }
    else {
        causes.push(required(path, 'port name or number is required'));
    }
}
function checkServicePort(causes, path, port) {
    const name = textOf(port['name']);
    const number = numberOf(port['number']) ?? 0;
    if (name !== '' && number !== 0) {
        causes.push(invalid(`${path}.service.port`, port, 'cannot set both port name & port number'));
    }
    else if (name !== '') {
        checkSyntax(causes, `${path}.service.port.name`, name, portName);
    }
    else if (number !== 0) {
        checkPortNumber(causes, `${path}.service.port.number`, number);
    }
    else {
        causes.push(required(`${path}.service.port`, 'port name or number is required'));
    }
}
//# sourceMappingURL=ingress-validation.js.map