import {
  getPath,
  isJsonObject,
  isQuantity,
  parseQuantity,
  quantityToNumber,
  type KubeObject,
} from '#libs/apimachinery';
import { type ClusterView, type Quantities } from './cluster-view.js';

/** What one pod of an object asks for: numbers by resource. Undefined: nothing that is known to be scarce. */
export type PodRequest = Readonly<Record<string, number>>;

const RESOURCES = ['cpu', 'memory'] as const;

/** From the pod template; containers only, which is what runs for long. */
export function podRequest(object: KubeObject): PodRequest | undefined {
  const found = getPath(object, 'spec.template.spec.containers');
  const containers = Array.isArray(found) ? found.filter(isJsonObject) : [];
  const request: Record<string, number> = {};
  for (const container of containers) {
    const requests = getPath(container, ['resources', 'requests']);
    for (const name of RESOURCES) {
      const amount = isJsonObject(requests) ? amountOf(requests, name) : undefined;
      if (amount !== undefined && amount > 0) request[name] = (request[name] ?? 0) + amount;
    }
  }
  return Object.keys(request).length > 0 ? request : undefined;
}

/**
 * How many such pods fit beside what runs in a cluster, by what it told last: whatever is scarcest. Sums over its nodes, so
 * more may be said to fit than do; pods that stay Pending correct it (fullness.ts). Undefined: not known.
 */
export function roomFor(
  { allocatable, requested }: ClusterView,
  request: PodRequest | undefined,
): number | undefined {
  if (!allocatable || !requested || !request) return undefined;
  let room: number | undefined;
  for (const [name, each] of Object.entries(request)) {
    const all = amountOf(allocatable, name);
    if (all === undefined) continue;
    const fits = Math.max(0, Math.floor((all - (amountOf(requested, name) ?? 0)) / each));
    room = Math.min(room ?? fits, fits);
  }
  return room;
}

function amountOf(
  quantities: Quantities | Readonly<Record<string, unknown>>,
  name: string,
): number | undefined {
  const value = quantities[name];
  return isQuantity(value) ? quantityToNumber(parseQuantity(value)) : undefined;
}
