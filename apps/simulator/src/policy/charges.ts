import { formatGroupResource, type GroupResource, type KubeObject } from '#libs/apimachinery';
import { amount, isFinished, type Container, type Pod } from '../cluster/pod.js';
import { usesNodePorts, type Service } from '../cluster/service.js';
import { type VolumeClaim } from '../storage/volume.js';

/** What an object takes of a ResourceQuota: thousandths, by the quota's names. Pure. */
export type Charges = ReadonlyMap<string, number>;

/** Core kinds that quotas also know by their plain names. */
const PLAIN = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
]);

export function chargesOf(resource: GroupResource, object: KubeObject): Charges {
  const name = formatGroupResource(resource);
  const charges = new Map([[`count/${name}`, 1000]]);
  if (PLAIN.has(name)) charges.set(name, 1000);
  if (name === 'pods') chargePod(charges, object as Pod);
  if (name === 'services' && object['spec'] !== undefined) chargeService(charges, object as Service);
  if (name === 'persistentvolumeclaims' && object['spec'] !== undefined) {
    const size = (object as VolumeClaim).spec.resources?.requests?.['storage'];
    charges.set('requests.storage', milli(size));
  }
  return charges;
}

function milli(quantity: string | number | undefined): number {
  return Math.round(amount(quantity) * 1000);
}

/** A pod that has finished takes nothing but its place among the objects. */
function chargePod(charges: Map<string, number>, pod: Pod): void {
  if (isFinished(pod)) return;
  charges.set('pods', 1000);
  for (const side of ['requests', 'limits'] as const) {
    for (const [name, value] of sums(pod, side)) {
      charges.set(`${side}.${name}`, value);
      // `cpu` and `memory` stand for the requests.
      if (side === 'requests') charges.set(name, value);
    }
  }
}

type Side = 'requests' | 'limits';

/** Of all containers, or of the largest init container where that is more. */
function sums(pod: Pod, side: Side): Map<string, number> {
  const total = new Map<string, number>();
  for (const container of pod.spec.containers)
    for (const [name, value] of amountsOf(container, side)) total.set(name, (total.get(name) ?? 0) + value);
  for (const container of pod.spec.initContainers ?? [])
    for (const [name, value] of amountsOf(container, side))
      total.set(name, Math.max(total.get(name) ?? 0, value));
  return total;
}

function amountsOf({ resources }: Container, side: Side): [string, number][] {
  return Object.entries(resources?.[side] ?? {}).map(([name, quantity]) => [name, milli(quantity)]);
}

function chargeService(charges: Map<string, number>, { spec }: Service): void {
  if (spec.type === 'LoadBalancer') charges.set('services.loadbalancers', 1000);
  if (usesNodePorts(spec)) charges.set('services.nodeports', 1000 * (spec.ports ?? []).length);
}

/** Quota scopes speak of pods: `class` is which of the four kinds a pod is. */
export interface PodClass {
  readonly bestEffort: boolean;
  readonly terminating: boolean;
}

export function classOf(resource: GroupResource, object: KubeObject): PodClass | undefined {
  if (formatGroupResource(resource) !== 'pods') return undefined;
  const { spec } = object as Pod;
  const asks = [...spec.containers, ...(spec.initContainers ?? [])].some(
    ({ resources }) => Object.keys({ ...resources?.requests, ...resources?.limits }).length > 0,
  );
  return { bestEffort: !asks, terminating: spec['activeDeadlineSeconds'] !== undefined };
}

const SCOPES: Readonly<Record<string, (pod: PodClass) => boolean>> = {
  BestEffort: (pod) => pod.bestEffort,
  NotBestEffort: (pod) => !pod.bestEffort,
  Terminating: (pod) => pod.terminating,
  NotTerminating: (pod) => !pod.terminating,
};

/** Whether a quota with these scopes counts an object. Scopes that are not simulated count nothing. */
export function inScopes(scopes: readonly string[], podClass: PodClass | undefined): boolean {
  if (scopes.length === 0) return true;
  return podClass !== undefined && scopes.every((scope) => SCOPES[scope]?.(podClass) ?? false);
}
