import { isIP } from 'node:net';
import { isJsonObject, type KubeObject, type NewCondition } from '#libs/apimachinery';
import { MAX_NAME_ADDRESSES, MAX_NAME_PORTS, type MemberExport, type MemberPort } from '#libs/protocol';

/** Why a Service cannot be exported, in the words of the API. */
interface Refusal {
  readonly reason: 'NoService' | 'InvalidServiceType';
  readonly message: string;
}

/** What one ServiceExport of the member exports, without what stands behind it. */
export function memberExport(
  exported: KubeObject,
  service: KubeObject | undefined,
): Omit<MemberExport, 'backend'> | Refusal {
  if (service === undefined || service.metadata.deletionTimestamp !== undefined)
    return { reason: 'NoService', message: 'there is no Service of this name' };
  const spec = isJsonObject(service['spec']) ? service['spec'] : {};
  if (spec['type'] === 'ExternalName')
    return { reason: 'InvalidServiceType', message: 'a Service of type ExternalName cannot be exported' };
  const isHeadless = spec['clusterIP'] === 'None';
  const affinitySeconds = isHeadless ? undefined : secondsOf(spec);
  return {
    createdAt: Date.parse(exported.metadata.creationTimestamp ?? '') || 0,
    type: isHeadless ? 'Headless' : 'ClusterSetIP',
    ports: portsOf(spec['ports']),
    ...(affinitySeconds === undefined ? {} : { affinitySeconds }),
    addresses: addressesOf(service['status']),
  };
}

/** What the member's export is told: whether it counts, and whether the import in the member is what it exports. */
export function exportConditions(
  found: ReturnType<typeof memberExport>,
  imported: KubeObject | undefined,
): NewCondition[] {
  if ('reason' in found) return [{ type: 'Valid', status: 'False', ...found }];
  const valid: NewCondition = { type: 'Valid', status: 'True', reason: 'Accepted', message: '' };
  if (imported === undefined) return [valid];
  const spec = isJsonObject(imported['spec']) ? imported['spec'] : {};
  const shown = portsOf(spec['ports']);
  const lacking = found.ports.filter((port) => !shown.some((one) => isSame(one, port)));
  const reasons = [
    ...(spec['type'] === found.type ? [] : ['TypeConflict']),
    ...(lacking.length === 0 ? [] : ['PortConflict']),
  ];
  if (reasons.length === 0)
    return [valid, { type: 'Conflict', status: 'False', reason: 'NoConflicts', message: '' }];
  const message = 'an older export of this name differs; the ServiceImport shows what counts';
  return [valid, { type: 'Conflict', status: 'True', reason: reasons.join(','), message }];
}

function portsOf(value: unknown): MemberPort[] {
  const ports = Array.isArray(value) ? (value as unknown[]).filter(isJsonObject) : [];
  return ports.slice(0, MAX_NAME_PORTS).flatMap((one) => {
    const { name = '', protocol = 'TCP', port, appProtocol } = one;
    if (typeof name !== 'string' || typeof protocol !== 'string' || typeof port !== 'number') return [];
    return [{ name, protocol, ...(typeof appProtocol === 'string' ? { appProtocol } : {}), port }];
  });
}

function secondsOf(spec: Readonly<Record<string, unknown>>): number | undefined {
  if (spec['sessionAffinity'] !== 'ClientIP') return undefined;
  const config = spec['sessionAffinityConfig'] as { clientIP?: { timeoutSeconds?: unknown } } | undefined;
  const seconds = config?.clientIP?.timeoutSeconds;
  return typeof seconds === 'number' ? seconds : DEFAULT_AFFINITY_SECONDS;
}

function addressesOf(status: unknown): string[] {
  const balancer = isJsonObject(status) ? status['loadBalancer'] : undefined;
  const ingress = isJsonObject(balancer) ? balancer['ingress'] : undefined;
  const ips = (Array.isArray(ingress) ? (ingress as unknown[]) : []).flatMap((entry) => {
    const ip = isJsonObject(entry) ? entry['ip'] : undefined;
    return typeof ip === 'string' && isIP(ip) > 0 ? [ip] : [];
  });
  return [...new Set(ips)].sort().slice(0, MAX_NAME_ADDRESSES);
}

function isSame(a: MemberPort, b: MemberPort): boolean {
  return a.name === b.name && a.port === b.port && a.protocol === b.protocol;
}

/** As Kubernetes has it. */
const DEFAULT_AFFINITY_SECONDS = 10_800;
