import { quantityToNumber, type KubeObject, type Quantity } from '#libs/apimachinery';
import { MAX_NODE_BUCKETS, type NodeBucket } from '#libs/protocol';
import { isReady, quantities, type Amounts } from './capacity.js';

/** What a node has, or what is asked of it. */
export type Room = Omit<NodeBucket, 'nodes'>;

/** A node that takes pods of anybody, and what it offers. */
export interface OpenNode {
  readonly name: string;
  readonly room: Room;
}

/** Those that are ready and neither cordoned nor tainted: what a pod must tolerate to run there nobody knows here. */
export function openNodes(nodes: Iterable<KubeObject>): OpenNode[] {
  const open: OpenNode[] = [];
  for (const node of nodes) {
    const { unschedulable, taints = [] } = (node['spec'] ?? {}) as {
      unschedulable?: boolean;
      taints?: readonly { effect?: string }[];
    };
    const isClosed = taints.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
    if (!isReady(node) || unschedulable === true || isClosed) continue;
    const { allocatable } = node['status'] as { allocatable?: Amounts };
    open.push({ name: node.metadata.name ?? '', room: roomOf(quantities(allocatable)) });
  }
  return open;
}

/** What pods ask of each node. */
export class NodeLoads {
  private readonly byNode = new Map<string, Room>();

  /** One pod. */
  add(node: string, amounts: Readonly<Record<string, Quantity>>): void {
    const { milliCpu, memory } = roomOf(amounts);
    const known = this.of(node);
    this.byNode.set(node, {
      milliCpu: known.milliCpu + milliCpu,
      memory: known.memory + memory,
      pods: known.pods + 1,
    });
  }

  of(node: string): Room {
    return this.byNode.get(node) ?? NO_ROOM;
  }
}

const NO_ROOM: Room = { milliCpu: 0, memory: 0, pods: 0 };

function roomOf({ cpu, memory, pods }: Readonly<Record<string, Quantity>>): Room {
  const number = (amount: Quantity | undefined): number => (amount ? quantityToNumber(amount) : 0);
  return {
    milliCpu: Math.floor(number(cpu) * 1_000),
    memory: Math.floor(number(memory)),
    pods: Math.floor(number(pods)),
  };
}

/** Steps for each doubling of what is free: the first that makes few enough buckets is taken. */
const GRAINS = [4, 2, 1, 0.5, 0.25, 0.125, 0];

/**
 * Nodes by what is free on them, in few enough buckets for a heartbeat: each stands for nodes of which every one has at least
 * so much free, so that what is said to fit does. Full nodes are left out.
 */
export function freeBuckets(nodes: readonly OpenNode[], loads: NodeLoads): readonly NodeBucket[] {
  const free = nodes.flatMap(({ name, room }) => left(room, loads.of(name)) ?? []);
  let buckets: readonly NodeBucket[] = [];
  for (const grain of GRAINS) {
    buckets = grouped(free, grain);
    if (buckets.length <= MAX_NODE_BUCKETS) break;
  }
  return buckets;
}

/** Undefined: nothing more fits. */
function left(room: Room, load: Room): Room | undefined {
  const milliCpu = room.milliCpu - load.milliCpu;
  const memory = room.memory - load.memory;
  const pods = room.pods - load.pods;
  return milliCpu > 0 && memory > 0 && pods > 0 ? { milliCpu, memory, pods } : undefined;
}

function grouped(free: readonly Room[], grain: number): NodeBucket[] {
  const buckets = new Map<string, NodeBucket>();
  for (const room of free) {
    const size = [room.milliCpu, room.memory].map((amount) => Math.floor(Math.log2(amount) * grain));
    const key = size.join();
    const known = buckets.get(key);
    buckets.set(key, {
      nodes: (known?.nodes ?? 0) + 1,
      milliCpu: Math.min(known?.milliCpu ?? Infinity, room.milliCpu),
      memory: Math.min(known?.memory ?? Infinity, room.memory),
      pods: Math.min(known?.pods ?? Infinity, room.pods),
    });
  }
  return [...buckets.values()].sort((a, b) => a.milliCpu - b.milliCpu || a.memory - b.memory);
}
