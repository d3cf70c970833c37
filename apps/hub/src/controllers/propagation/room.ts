import {
  getPath,
  isJsonObject,
  isQuantity,
  parseQuantity,
  quantityToNumber,
  type KubeObject,
} from '#libs/apimachinery';
import { type NodeBucket } from '#libs/protocol';
import { type ClusterView, type Quantities } from './cluster-view.js';

/** What one pod asks for: cores, bytes. 0: nothing. */
export interface PodRequest {
  readonly cpu: number;
  readonly memory: number;
}

/** What many pods ask for. */
export interface Load extends PodRequest {
  readonly pods: number;
}

/** From the pod template; containers only, which is what runs for long. Undefined: it runs no pods. */
export function podRequest(object: KubeObject): PodRequest | undefined {
  const found = getPath(object, 'spec.template.spec.containers');
  const containers = Array.isArray(found) ? found.filter(isJsonObject) : [];
  if (containers.length === 0) return undefined;
  const sum = (name: keyof PodRequest): number =>
    containers.reduce((total, container) => {
      const requests = getPath(container, ['resources', 'requests']);
      return total + Math.max(0, isJsonObject(requests) ? (amountOf(requests, name) ?? 0) : 0);
    }, 0);
  return { cpu: sum('cpu'), memory: sum('memory') };
}

/**
 * How many such pods fit beside what runs in a cluster, by what it told last, less what is on its way there and was not counted
 * yet. Where the cluster tells its nodes: on each of them, pod slots included, so that a pod that is larger than what any node
 * has free fits nowhere. Otherwise by sums over all nodes, so that more may be said to fit than do; pods that stay
 * Pending correct it (fullness.ts). Undefined: not known.
 */
export function roomFor(
  view: ClusterView,
  request: PodRequest | undefined,
  onItsWay: Load = NO_LOAD,
): number | undefined {
  if (!request) return undefined;
  const fits = view.free ? fitsOn(view.free.nodes, request) : fitsInSums(view, request);
  return fits === undefined
    ? undefined
    : Math.max(0, fits - placesOf(onItsWay, request, view.free !== undefined));
}

export const NO_LOAD: Load = { cpu: 0, memory: 0, pods: 0 };

function fitsOn(nodes: readonly NodeBucket[], { cpu, memory }: PodRequest): number {
  return nodes.reduce((total, bucket) => {
    const each = Math.min(
      bucket.pods,
      parts(bucket.milliCpu, Math.ceil(cpu * 1_000)),
      parts(bucket.memory, memory),
    );
    return total + bucket.nodes * each;
  }, 0);
}

function fitsInSums({ allocatable, requested }: ClusterView, request: PodRequest): number | undefined {
  if (!allocatable || !requested) return undefined;
  const fits = RESOURCES.flatMap((name) => {
    const all = amountOf(allocatable, name);
    if (request[name] === 0 || all === undefined) return [];
    return [Math.max(0, parts(all - (amountOf(requested, name) ?? 0), request[name]))];
  });
  return fits.length > 0 ? Math.min(...fits) : undefined;
}

const RESOURCES = ['cpu', 'memory'] as const;

/** How many such pods could not be where the load goes, whatever node that is. */
function placesOf({ cpu, memory, pods }: Load, request: PodRequest, countsPods: boolean): number {
  const least = request.cpu === 0 && request.memory === 0 ? pods : 0;
  const taken = [
    request.cpu > 0 ? Math.ceil(cpu / request.cpu) : 0,
    request.memory > 0 ? Math.ceil(memory / request.memory) : 0,
  ];
  return Math.max(countsPods ? least : 0, ...taken);
}

/** How often `each` goes into `all`; any number of times if it is nothing. */
function parts(all: number, each: number): number {
  return each === 0 ? Infinity : Math.floor(all / each);
}

function amountOf(
  quantities: Quantities | Readonly<Record<string, unknown>>,
  name: string,
): number | undefined {
  const value = quantities[name];
  return isQuantity(value) ? quantityToNumber(parseQuantity(value)) : undefined;
}
