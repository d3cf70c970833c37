import { checkDnsLabel, checkDnsSubdomain } from '#libs/apimachinery';
import { checkName, checkOneOf, checkPortNumber, checkSyntax } from '../checks.js';
import { duplicate, forbidden, invalid, notFound, notSupported, required } from '../causes.js';
import { mapOf, mapsOf, numberOf, textOf } from '../json.js';
import { configKey, envName, portName } from '../syntax.js';
import { checkHandler, checkProbes } from './validate-probe.js';
import { checkResources } from './validate-resources.js';
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
/** One container of a pod: names, image, ports, environment, mounts, probes, resources. */
export function checkContainer(causes, path, container, names) {
    checkContainerName(causes, path, container, names);
    checkImage(causes, path, container);
    checkOneOf(causes, `${path}.imagePullPolicy`, container['imagePullPolicy'], [
        'Always',
        'IfNotPresent',
        'Never',
    ]);
    checkOneOf(causes, `${path}.terminationMessagePolicy`, container['terminationMessagePolicy'], [
        'FallbackToLogsOnError',
        'File',
    ]);
    checkPorts(causes, `${path}.ports`, container['ports']);
    checkEnv(causes, `${path}.env`, container['env']);
    checkEnvFrom(causes, `${path}.envFrom`, container['envFrom']);
    checkMounts(causes, `${path}.volumeMounts`, container['volumeMounts'], names.volumes);
    checkResources(causes, `${path}.resources`, container['resources']);
    checkProbes(causes, path, container);
    for (const hook of ['postStart', 'preStop']) {
        const handler = mapOf(container['lifecycle'])[hook];
        if (handler !== undefined) {
            checkHandler(causes, `${path}.lifecycle.${hook}`, mapOf(handler), [
                'exec',
                'httpGet',
                'sleep',
                'tcpSocket',
            ]);
        }
    }
}
function checkContainerName(causes, path, container, names) {
    const name = textOf(container['name']);
    checkName(causes, `${path}.name`, container['name'], checkDnsLabel);
    if (name !== '' && names.containers.has(name)) {
        causes.push(duplicate(`${path}.name`, name));
    }
    names.containers.add(name);
}
function checkImage(causes, path, container) {
    const image = textOf(container['image']);
    if (image === '') {
        causes.push(required(`${path}.image`));
    }
    else if (image.trim() !== image) {
        causes.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
    }
}
function checkPorts(causes, path, ports) {
    const names = new Set();
    const hostPorts = new Set();
    mapsOf(ports).forEach((port, index) => {
        const here = `${path}[${index}]`;
        const name = textOf(port['name']);
        if (name !== '') {
            checkSyntax(causes, `${here}.name`, name, portName);
            if (names.has(name)) {
                causes.push(duplicate(`${here}.name`, name));
            }
            names.add(name);
        }
        checkContainerPort(causes, `${here}.containerPort`, port['containerPort']);
        if (!port['protocol']) {
            causes.push(required(`${here}.protocol`));
        }
        else if (!PROTOCOLS.includes(textOf(port['protocol']))) {
            causes.push(notSupported(`${here}.protocol`, port['protocol'], PROTOCOLS));
        }
        if (port['hostPort']) {
            checkContainerPort(causes, `${here}.hostPort`, port['hostPort']);
            const key = [port['protocol'], port['hostIP'], port['hostPort']].map(String).join('/');
            if (hostPorts.has(key)) {
                causes.push(duplicate(`${here}.hostPort`, key));
            }
            hostPorts.add(key);
        }
    });
}
function checkContainerPort(causes, path, value) {
    const number = numberOf(value);
    if (number === undefined || number === 0) {
        causes.push(required(path));
    }
    else {
        checkPortNumber(causes, path, number);
    }
}
const ENV_SOURCES = ['configMapKeyRef', 'fieldRef', 'fileKeyRef', 'resourceFieldRef', 'secretKeyRef'];
function checkEnv(causes, path, env) {
    mapsOf(env).forEach((variable, index) => {
        const here = `${path}[${index}]`;
        checkName(causes, `${here}.name`, variable['name'], envName);
        if (variable['valueFrom'] !== undefined) {
            checkValueFrom(causes, `${here}.valueFrom`, variable);
        }
    });
}
function checkValueFrom(causes, path, variable) {
    const from = mapOf(variable['valueFrom']);
    const present = ENV_SOURCES.filter((name) => from[name] !== undefined);
    if (textOf(variable['value']) !== '' && present.length > 0) {
        causes.push(invalid(path, '', 'may not be specified when `value` is not empty'));
    }
    if (present.length === 0) {
        causes.push(invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'));
    }
    else if (present.length > 1) {
        causes.push(invalid(path, '', 'may not have more than one field specified at a time'));
    }
    for (const name of ['configMapKeyRef', 'secretKeyRef']) {
        if (from[name] !== undefined) {
            checkName(causes, `${path}.${name}.name`, mapOf(from[name])['name'], checkDnsSubdomain);
            checkName(causes, `${path}.${name}.key`, mapOf(from[name])['key'], configKey);
        }
    }
    if (from['fieldRef'] !== undefined && !mapOf(from['fieldRef'])['fieldPath']) {
        causes.push(required(`${path}.fieldRef.fieldPath`));
    }
}
function checkEnvFrom(causes, path, sources) {
    mapsOf(sources).forEach((source, index) => {
        const here = `${path}[${index}]`;
        if (textOf(source['prefix']) !== '') {
            checkSyntax(causes, `${here}.prefix`, source['prefix'], envName);
        }
        const present = ['configMapRef', 'secretRef'].filter((name) => source[name] !== undefined);
        if (present.length === 0) {
            causes.push(invalid(here, '', 'must specify one of: `configMapRef` or `secretRef`'));
        }
        else if (present.length > 1) {
            causes.push(invalid(here, '', 'may not have more than one field specified at a time'));
        }
        for (const name of present) {
            checkName(causes, `${here}.${name}.name`, mapOf(source[name])['name'], checkDnsSubdomain);
        }
    });
}
function checkMounts(causes, path, mounts, volumes) {
    const paths = new Set();
    mapsOf(mounts).forEach((mount, index) => {
        const here = `${path}[${index}]`;
        const name = textOf(mount['name']);
        const mountPath = textOf(mount['mountPath']);
        if (name === '') {
            causes.push(required(`${here}.name`));
        }
        else if (!volumes.has(name)) {
            causes.push(notFound(`${here}.name`, name));
        }
        if (mountPath === '') {
            causes.push(required(`${here}.mountPath`));
        }
        else if (paths.has(mountPath)) {
            causes.push(invalid(`${here}.mountPath`, mountPath, 'must be unique'));
        }
        paths.add(mountPath);
        checkSubPaths(causes, here, mount);
    });
}
function checkSubPaths(causes, path, mount) {
    for (const field of ['subPath', 'subPathExpr']) {
        const value = textOf(mount[field]);
        if (value.startsWith('/')) {
            causes.push(invalid(`${path}.${field}`, value, 'must be a relative path'));
        }
        else if (value.split('/').includes('..')) {
            causes.push(invalid(`${path}.${field}`, value, "must not contain '..'"));
        }
    }
    if (textOf(mount['subPath']) !== '' && textOf(mount['subPathExpr']) !== '') {
        causes.push(invalid(`${path}.subPathExpr`, mount['subPathExpr'], 'subPathExpr and subPath are mutually exclusive'));
    }
}
/** An init container has probes and hooks only when it is a sidecar (`restartPolicy: Always`). */
export function checkInitContainer(causes, path, container) {
    const sidecar = container['restartPolicy'] === 'Always';
    for (const probe of sidecar ? [] : ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']) {
        if (container[probe] !== undefined) {
            causes.push(forbidden(`${path}.${probe}`, 'may not be set for init containers without restartPolicy=Always'));
        }
    }
}
//# sourceMappingURL=validate-container.js.map