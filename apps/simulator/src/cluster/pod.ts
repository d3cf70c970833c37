import {
  findCondition,
  isConditionTrue,
  parseQuantity,
  quantityToNumber,
  type Condition,
  type KubeObject,
} from '#libs/apimachinery';

/** The fields of a Pod that the simulation reads and writes. */
export interface Pod extends KubeObject {
  spec: PodSpec;
  status?: PodStatus;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly nodeName?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
  readonly schedulerName?: string;
  readonly [field: string]: unknown;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol?: string;
  }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
  readonly lifecycle?: { readonly preStop?: unknown };
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

export interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly Condition[];
  readonly podIP?: string;
  readonly [field: string]: unknown;
}

/** Neither finished nor on its way out: counts as a replica. */
export function isActive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isFinished(pod);
}

export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function isReady(pod: Pod): boolean {
  return isConditionTrue(pod.status?.conditions, 'Ready');
}

/** When it last became ready, ms since the epoch; undefined when it is not. */
export function readySince(pod: Pod): number | undefined {
  const condition = findCondition(pod.status?.conditions, 'Ready');
  return condition?.status === 'True' ? Date.parse(condition.lastTransitionTime ?? '') : undefined;
}

/** What a pod asks of a node. */
export interface Demand {
  readonly cpu: number;
  readonly memory: number;
}

/** The sum of the containers' requests, or the largest init container's where that is more. Cores and bytes. */
export function demandOf(spec: PodSpec): Demand {
  const of = (resource: 'cpu' | 'memory'): number => {
    const request = (container: Container): number => amount(container.resources?.requests?.[resource]);
    const together = spec.containers.reduce((sum, container) => sum + request(container), 0);
    return Math.max(together, ...(spec.initContainers ?? []).map(request));
  };
  return { cpu: of('cpu'), memory: of('memory') };
}

const amounts = new Map<string, number>();
const MAX_AMOUNTS = 1_000;

/** A quantity as a number. Pods of one template repeat the same few texts, so that parsed ones are kept. */
export function amount(quantity: string | number | undefined): number {
  if (quantity === undefined) return 0;
  const text = String(quantity);
  const known = amounts.get(text);
  if (known !== undefined) return known;
  const value = quantityToNumber(parseQuantity(text));
  if (amounts.size >= MAX_AMOUNTS) amounts.clear();
  amounts.set(text, value);
  return value;
}
