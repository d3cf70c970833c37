import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkQualifiedName,
  type KubeObject,
  type StatusCause,
} from '#libs/apimachinery';
import {
  checkLabels,
  checkName,
  checkOneOf,
  checkPortNumber,
  checkSyntax,
  checkUnchanged,
  type Causes,
} from '../checks.js';
import { duplicate, forbidden, invalid, notSupported, required } from '../causes.js';
import { listOf, mapOf, mapsOf, numberOf, textOf, textsOf, type Json } from '../json.js';
import { checkPort } from '../pod/validate-probe.js';
import { cidr, ipAddress } from '../syntax.js';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const KUBELET_PORT = 10_250;
const DAY_SECONDS = 86_400;

export function hasNodePorts(spec: Json): boolean {
  return spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer';
}

/** All that core/v1 asks of a Service. */
export function checkService(object: KubeObject, old: KubeObject | undefined): StatusCause[] {
  const causes: Causes = [];
  const spec = mapOf(object['spec']);
  checkOneOf(causes, 'spec.type', spec['type'], TYPES);
  checkPorts(causes, spec);
  checkByType(causes, spec);
  checkLabels(causes, 'spec.selector', spec['selector']);
  checkAffinity(causes, spec);
  checkAddresses(causes, spec);
  checkPolicies(causes, spec);
  if (old) {
    checkChange(causes, spec, mapOf(old['spec']));
  }
  return causes;
}

function isHeadless(spec: Json): boolean {
  return spec['clusterIP'] === 'None' || listOf(spec['clusterIPs'])[0] === 'None';
}

function checkByType(causes: Causes, spec: Json): void {
  if (spec['type'] === 'ExternalName') {
    if (listOf(spec['clusterIPs']).length > 0 || textOf(spec['clusterIP']) !== '') {
      causes.push(forbidden('spec.clusterIPs', 'may not be set for ExternalName services'));
    }
    checkName(
      causes,
      'spec.externalName',
      textOf(spec['externalName']).replace(/\.$/, ''),
      checkDnsSubdomain,
    );
    return;
  }
  if (hasNodePorts(spec) && isHeadless(spec)) {
    causes.push(
      invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${String(spec['type'])} services`),
    );
  }
  if (mapsOf(spec['ports']).length === 0 && !isHeadless(spec)) {
    causes.push(required('spec.ports'));
  }
}

function checkPorts(causes: Causes, spec: Json): void {
  const ports = mapsOf(spec['ports']);
  const names = new Set<string>();
  const seen = new Set<string>();
  ports.forEach((port, index) => {
    const path = `spec.ports[${index}]`;
    checkPortName(causes, `${path}.name`, port, { names, single: ports.length === 1 });
    checkPortValues(causes, path, port, spec);
    const key = `${String(port['protocol'])}/${String(port['port'])}`;
    if (seen.has(key)) {
      causes.push(duplicate(path, { protocol: port['protocol'], port: port['port'] }));
    }
    seen.add(key);
  });
}

function checkPortName(
  causes: Causes,
  path: string,
  port: Json,
  others: { readonly names: Set<string>; readonly single: boolean },
): void {
  const name = textOf(port['name']);
  if (name === '') {
    if (!others.single) {
      causes.push(required(path));
    }
    return;
  }
  checkSyntax(causes, path, name, checkDnsLabel);
  if (others.names.has(name)) {
    causes.push(duplicate(path, name));
  }
  others.names.add(name);
}

function checkPortValues(causes: Causes, path: string, port: Json, spec: Json): void {
  const number = numberOf(port['port']) ?? 0;
  checkPortNumber(causes, `${path}.port`, number);
  if (spec['type'] === 'LoadBalancer' && number === KUBELET_PORT) {
    causes.push(
      invalid(`${path}.port`, number, 'may not expose port 10250 externally since it is used by kubelet'),
    );
  }
  if (!port['protocol']) {
    causes.push(required(`${path}.protocol`));
  } else if (!PROTOCOLS.includes(textOf(port['protocol']))) {
    causes.push(notSupported(`${path}.protocol`, port['protocol'], PROTOCOLS));
  }
  if (port['targetPort'] !== undefined) {
    checkPort(causes, `${path}.targetPort`, port['targetPort']);
  }
  if (port['appProtocol'] !== undefined) {
    checkSyntax(causes, `${path}.appProtocol`, port['appProtocol'], checkQualifiedName);
  }
  checkNodePort(causes, path, port, spec);
}

function checkNodePort(causes: Causes, path: string, port: Json, spec: Json): void {
  const nodePort = numberOf(port['nodePort']) ?? 0;
  if (nodePort === 0) {
    return;
  }
  if (!hasNodePorts(spec)) {
    causes.push(forbidden(`${path}.nodePort`, `may not be used when \`type\` is '${String(spec['type'])}'`));
    return;
  }
  checkPortNumber(causes, `${path}.nodePort`, nodePort);
  const first = mapsOf(spec['ports']).find(
    (other) => other['nodePort'] === nodePort && other['protocol'] === port['protocol'],
  );
  if (first !== port) {
    causes.push(duplicate(`${path}.nodePort`, nodePort));
  }
}

function checkAffinity(causes: Causes, spec: Json): void {
  checkOneOf(causes, 'spec.sessionAffinity', spec['sessionAffinity'], ['ClientIP', 'None']);
  const config = spec['sessionAffinityConfig'];
  if (spec['sessionAffinity'] === 'ClientIP') {
    const seconds = numberOf(mapOf(mapOf(config)['clientIP'])['timeoutSeconds']) ?? 0;
    if (seconds <= 0 || seconds > DAY_SECONDS) {
      causes.push(
        invalid(
          'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
          seconds,
          `must be greater than 0 and less than ${DAY_SECONDS}`,
        ),
      );
    }
  } else if (config !== undefined) {
    causes.push(forbidden('spec.sessionAffinityConfig', "must not be set when session affinity is 'None'"));
  }
}

function checkAddresses(causes: Causes, spec: Json): void {
  const { clusterIP } = spec;
  if (textOf(clusterIP) !== '' && clusterIP !== 'None') {
    checkSyntax(causes, 'spec.clusterIPs[0]', clusterIP, ipAddress);
  }
  textsOf(spec['externalIPs']).forEach((address, index) => {
    const path = `spec.externalIPs[${index}]`;
    checkSyntax(causes, path, address, ipAddress);
    if (/^(127\.|0\.0\.0\.0$|169\.254\.|224\.0\.0\.|::1$|::$|fe80:)/i.test(address)) {
      causes.push(invalid(path, address, 'may not be an unspecified, loopback or link-local address'));
    }
  });
  const ranges = textsOf(spec['loadBalancerSourceRanges']);
  if (ranges.length > 0 && spec['type'] !== 'LoadBalancer') {
    causes.push(forbidden('spec.loadBalancerSourceRanges', "may only be used when `type` is 'LoadBalancer'"));
  }
  ranges.forEach((range, index) =>
    checkSyntax(causes, `spec.loadBalancerSourceRanges[${index}]`, range.trim(), cidr),
  );
}

function checkPolicies(causes: Causes, spec: Json): void {
  const external = spec['externalTrafficPolicy'];
  const policies = ['Cluster', 'Local'];
  const isExternal =
    hasNodePorts(spec) || (spec['type'] === 'ClusterIP' && listOf(spec['externalIPs']).length > 0);
  if (external !== undefined && !isExternal) {
    causes.push(
      invalid('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'),
    );
  } else {
    checkOneOf(causes, 'spec.externalTrafficPolicy', external, policies);
  }
  checkOneOf(causes, 'spec.internalTrafficPolicy', spec['internalTrafficPolicy'], policies);
  if (spec['healthCheckNodePort'] && (spec['type'] !== 'LoadBalancer' || external !== 'Local')) {
    causes.push(
      invalid(
        'spec.healthCheckNodePort',
        spec['healthCheckNodePort'],
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  }
  for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) {
    if (spec[field] !== undefined && spec['type'] !== 'LoadBalancer') {
      causes.push(forbidden(`spec.${field}`, "may only be used when `type` is 'LoadBalancer'"));
    }
  }
}

function checkChange(causes: Causes, spec: Json, before: Json): void {
  // Where nobody asked for an address, each member has given one of its own.
  const address = textOf(before['clusterIP']);
  const bothHaveOne = spec['type'] !== 'ExternalName' && before['type'] !== 'ExternalName';
  if (bothHaveOne && textOf(spec['clusterIP']) !== address) {
    causes.push(
      invalid(
        'spec.clusterIPs[0]',
        listOf(spec['clusterIPs'])[0] ?? spec['clusterIP'],
        'may not change once set',
      ),
    );
  }
  if (spec['type'] === 'LoadBalancer' && before['type'] === 'LoadBalancer') {
    checkUnchanged(causes, 'spec.loadBalancerClass', spec['loadBalancerClass'], before['loadBalancerClass']);
  }
}
