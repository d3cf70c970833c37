import {
  addQuantities,
  formatQuantity,
  parseQuantity,
  type KubeObject,
  type Quantity,
} from '#libs/apimachinery';

/** What a cluster's nodes offer. */
export interface NodeFacts {
  readonly total: number;
  readonly ready: number;
  /** Sums over nodes that take new pods, as text. */
  readonly allocatable: Readonly<Record<string, string>>;
  /** '' where the nodes do not say. */
  readonly region: string;
  readonly zones: readonly string[];
}

export const NO_NODES: NodeFacts = { total: 0, ready: 0, allocatable: {}, region: '', zones: [] };

const REGION = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'];
const ZONE = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];

/** Adds up quantities by resource name. */
export class ResourceSums {
  private readonly sums = new Map<string, Quantity>();

  add(amounts: Readonly<Record<string, Quantity>>): void {
    for (const [name, amount] of Object.entries(amounts)) {
      const sum = this.sums.get(name);
      this.sums.set(name, sum ? addQuantities(sum, amount) : amount);
    }
  }

  amounts(): Record<string, Quantity> {
    return Object.fromEntries(this.sums);
  }

  text(): Record<string, string> {
    return Object.fromEntries([...this.sums].map(([name, sum]) => [name, formatQuantity(sum)]));
  }
}

/** Nodes to facts. Nodes that are cordoned or not ready offer nothing. */
export function nodeFacts(nodes: Iterable<KubeObject>): NodeFacts {
  const sums = new ResourceSums();
  const zones = new Set<string>();
  let region = '';
  let total = 0;
  let ready = 0;
  for (const node of nodes) {
    total++;
    region ||= label(node, REGION);
    const zone = label(node, ZONE);
    if (zone !== '') zones.add(zone);
    if (!isReady(node)) continue;
    ready++;
    if ((node['spec'] as { unschedulable?: boolean } | undefined)?.unschedulable !== true)
      sums.add(quantities((node['status'] as { allocatable?: Amounts }).allocatable));
  }
  return { total, ready, allocatable: sums.text(), region, zones: [...zones].sort() };
}

/** What pods that hold a place on a node have asked for; `pods` is their number. `onPod` hears of each. */
export function addRequests(
  sums: ResourceSums,
  pods: readonly KubeObject[],
  onPod: (node: string, amounts: Readonly<Record<string, Quantity>>) => void = () => undefined,
): void {
  const one = { pods: parseQuantity(1) };
  for (const found of pods) {
    const { nodeName, overhead, ...spec } = (found['spec'] ?? {}) as PodSpec;
    const { phase } = (found['status'] ?? {}) as { phase?: string };
    if (nodeName === undefined || phase === 'Succeeded' || phase === 'Failed') continue;
    const pod = new ResourceSums();
    pod.add(podRequests(spec));
    if (overhead) pod.add(quantities(overhead));
    const amounts = pod.amounts();
    sums.add(amounts);
    sums.add(one);
    onPod(nodeName, amounts);
  }
}

export type Amounts = Readonly<Record<string, string | number>>;

interface Container {
  readonly resources?: { readonly requests?: Amounts };
  readonly restartPolicy?: string;
}

interface PodSpec {
  readonly nodeName?: string;
  readonly overhead?: Amounts;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** As the scheduler counts: containers run together; init containers one by one before them, sidecars all along. */
function podRequests(spec: PodSpec): Readonly<Record<string, Quantity>> {
  const init = spec.initContainers ?? [];
  const sidecars = init.filter(isSidecar);
  const together = new ResourceSums();
  for (const container of [...(spec.containers ?? []), ...sidecars]) together.add(requestsOf(container));
  const needed = together.amounts();
  for (const container of init.filter((one) => !isSidecar(one)))
    for (const [name, amount] of Object.entries(requestsOf(container)))
      if (amount.nanos > (needed[name]?.nanos ?? 0n)) needed[name] = amount;
  return needed;
}

function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

function requestsOf(container: Container): Record<string, Quantity> {
  return quantities(container.resources?.requests);
}

/** Values that are no quantities count as absent: the numbers are for planning, not for judging the member. */
export function quantities(amounts: Amounts | undefined): Record<string, Quantity> {
  const parsed: Record<string, Quantity> = {};
  for (const [name, value] of Object.entries(amounts ?? {})) {
    try {
      parsed[name] = parseQuantity(value);
    } catch {
      continue;
    }
  }
  return parsed;
}

export function isReady(node: KubeObject): boolean {
  const { conditions = [] } = (node['status'] ?? {}) as {
    conditions?: readonly { type: string; status: string }[];
  };
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function label(node: KubeObject, names: readonly string[]): string {
  for (const name of names) {
    const value = node.metadata.labels?.[name];
    if (value !== undefined) return value;
  }
  return '';
}
