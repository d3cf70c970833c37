import { type KubeObject } from '#libs/apimachinery';
import { type Division, type Propagation } from '#libs/kinds';
import { type ObjectPlan, type WorkRow } from '#libs/store';
import { COUNTED_AFTER_MS, IN_FLIGHT_MS, MAX_IN_FLIGHT } from './limits.js';
import { NO_LOAD, podRequest, type Load, type PodRequest } from './room.js';

interface Placing {
  readonly at: number;
  readonly load: Load;
}

/** What is on its way to one cluster: by the key of the object, the oldest first, and all together. */
interface Placings {
  readonly byKey: Map<string, Placing>;
  total: Load;
}

/**
 * What this hub has placed in each cluster and the cluster has perhaps not counted yet: else everything that is planned between two
 * counts would find the same room. Of several hubs each knows its own; pods that find no room then stay Pending, which is
 * corrected as ever (fullness.ts).
 */
export class InFlight {
  private readonly clusters = new Map<string, Placings>();

  /** `now`: ms since the epoch. */
  constructor(private readonly now: () => number) {}

  /** So many more replicas of an object were given to a cluster. */
  place(cluster: string, key: string, replicas: number, { cpu, memory }: PodRequest): void {
    const placings: Placings = this.clusters.get(cluster) ?? {
      byKey: new Map<string, Placing>(),
      total: NO_LOAD,
    };
    this.clusters.set(cluster, placings);
    const load = { cpu: replicas * cpu, memory: replicas * memory, pods: replicas };
    const before = placings.byKey.get(key)?.load ?? NO_LOAD;
    placings.byKey.delete(key);
    placings.byKey.set(key, { at: this.now(), load: plus(before, load, 1) });
    placings.total = plus(placings.total, load, 1);
    const [oldest] = placings.byKey.keys();
    if (placings.byKey.size > MAX_IN_FLIGHT && oldest !== undefined) forget(placings, oldest);
  }

  /** What is on its way to a cluster beside one object. `countedAt`: when the cluster counted last, ms since the epoch. */
  beside(key: string, cluster: string, countedAt: number): Load {
    const placings = this.clusters.get(cluster);
    if (!placings) return NO_LOAD;
    for (const [other, { at }] of placings.byKey) {
      if (at + COUNTED_AFTER_MS >= countedAt && at + IN_FLIGHT_MS >= this.now()) break;
      forget(placings, other);
    }
    if (placings.byKey.size === 0) this.clusters.delete(cluster);
    return plus(placings.total, placings.byKey.get(key)?.load ?? NO_LOAD, -1);
  }
}

/** What a plan gives each cluster beyond what it had, of an object that is divided. */
export function gains(
  object: KubeObject,
  propagation: Propagation | undefined,
  before: readonly WorkRow[],
  { targets }: ObjectPlan,
): { readonly cluster: string; readonly replicas: number; readonly request: PodRequest }[] {
  const divides = propagation?.divides;
  const request = divides && podRequest(object);
  if (!request) return [];
  const had = new Map(before.map((row) => [row.cluster, givenBy(divides, row)]));
  return targets.flatMap((target) => {
    const { cluster } = target;
    const replicas = givenBy(divides, target) - (had.get(cluster) ?? 0);
    return replicas > 0 ? [{ cluster, replicas, request }] : [];
  });
}

function givenBy({ given }: Division, { action, patch }: Pick<WorkRow, 'action' | 'patch'>): number {
  return action === 'apply' ? (given(patch) ?? 0) : 0;
}

function forget(placings: Placings, key: string): void {
  placings.total = plus(placings.total, placings.byKey.get(key)?.load ?? NO_LOAD, -1);
  placings.byKey.delete(key);
}

function plus(a: Load, b: Load, times: number): Load {
  return {
    cpu: Math.max(0, a.cpu + times * b.cpu),
    memory: Math.max(0, a.memory + times * b.memory),
    pods: Math.max(0, a.pods + times * b.pods),
  };
}
