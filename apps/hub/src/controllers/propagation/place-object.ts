import { type KubeObject } from '#libs/apimachinery';
import { ANNOTATION_CLUSTER_SELECTOR, type Propagation } from '#libs/kinds';
import {
  distributeReplicas,
  matchesClusterSelector,
  parseClusterSelector,
  parsePreferences,
  type Distribution,
} from '#libs/placement';
import { type PlannedWork } from '#libs/store';
import { type Notice } from '../events/event-recorder.js';
import { type ClusterView } from './cluster-view.js';
import { eligibleClusters } from './eligible-clusters.js';
import { type Holdings } from './targets.js';

export type Placed = Omit<PlannedWork, 'action'>;

const NONE: ReadonlySet<string> = new Set();

/** Which members get an object, and why. */
export interface Decision {
  readonly placed: readonly Placed[];
  /** Replicas that no member takes; 0 for kinds that are not divided. */
  readonly unplaced: number;
  /** Said on the object: Events, and a condition where its type has them. */
  readonly notices: readonly Notice[];
  readonly recheckInMs: number | undefined;
  /** Of `placed`: away for so long that others do their part. */
  readonly lost: ReadonlySet<string>;
}

export interface PlaceInput {
  readonly key: string;
  readonly object: KubeObject;
  readonly propagation: Propagation;
  readonly clusters: readonly ClusterView[];
  readonly held: Holdings;
  readonly now: number;
}

/** Chooses members and, for kinds that are divided, how many replicas each gets. Pure. */
export function placeObject(input: PlaceInput): Decision {
  const { object, clusters, held, now } = input;
  const selector = object.metadata.annotations?.[ANNOTATION_CLUSTER_SELECTOR];
  const requirements = selector === undefined ? undefined : parseClusterSelector(selector);
  const selected = (cluster: ClusterView): boolean =>
    requirements === undefined || matchesClusterSelector(requirements, cluster.labels);
  const holders = new Set(
    [...held.rows.values()].filter((row) => row.action === 'apply').map((row) => row.cluster),
  );
  const { eligible, recheckInMs } = eligibleClusters(clusters, holders, selected, now);
  // A member that is away keeps what it holds, and gets the news when it returns.
  const here = new Set(eligible);
  const away = clusters.filter(
    (cluster) => holders.has(cluster.name) && !here.has(cluster) && selected(cluster),
  );
  if (input.propagation.divides) return divide(input, eligible, away, recheckInMs);
  const placed = [...eligible, ...away].map(({ name }) => ({
    cluster: name,
    reason: 'every selected cluster has it',
  }));
  return { placed: sorted(placed), unplaced: 0, notices: [], recheckInMs: undefined, lost: NONE };
}

function divide(
  input: PlaceInput,
  eligible: readonly ClusterView[],
  away: readonly ClusterView[],
  recheckInMs: number | undefined,
): Decision {
  const { object, held, propagation } = input;
  const replicas = replicasOf(object);
  const text = object.metadata.annotations?.[propagation.divides?.preferences ?? ''];
  const preferences =
    text === undefined ? undefined : parsePreferences(text, propagation.divides?.preferences ?? '');
  const distribution = distributeReplicas({
    key: `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`,
    replicas,
    clusters: eligible.map(({ name }) => name),
    ...(preferences ? { preferences } : {}),
    ...facts(held, eligible, preferences !== undefined),
  });
  const reasons = new Map(distribution.reasons.map(({ cluster, message }) => [cluster, message]));
  const placed = eligible
    .map(({ name }) => ({ cluster: name, count: distribution.plan[name] ?? 0 }))
    // As in 1.4: no empty copy where none is wanted, but one that is there stays, at 0.
    .filter(({ cluster, count }) => count > 0 || held.rows.get(cluster)?.action === 'apply')
    .map(({ cluster, count }) => ({
      cluster,
      patch: { spec: { replicas: count } },
      reason: reasons.get(cluster) ?? 'even share',
    }));
  const lost = away.map(({ name }) => ({
    cluster: name,
    patch: { spec: { replicas: 0 } },
    reason: 'Offline for too long: its replicas run elsewhere',
  }));
  return {
    placed: sorted([...placed, ...lost]),
    unplaced: distribution.unplaced,
    notices: unplacedNotices(distribution, replicas),
    recheckInMs,
    lost: new Set(lost.map(({ cluster }) => cluster)),
  };
}

function replicasOf(object: KubeObject): number {
  const spec = object['spec'] as { replicas?: number } | undefined;
  return spec?.replicas ?? 1;
}

/** What the division is told of each member: what it was given before, and, for the annotation, what runs there. */
function facts(
  held: Holdings,
  eligible: readonly ClusterView[],
  annotated: boolean,
): {
  assigned: Record<string, number>;
  existing?: Record<string, number>;
  capacity?: Record<string, number>;
} {
  const assigned: Record<string, number> = {};
  const existing: Record<string, number> = {};
  const capacity: Record<string, number> = {};
  for (const { name } of eligible) {
    const given = (held.rows.get(name)?.patch?.['spec'] as { replicas?: number } | undefined)?.replicas;
    if (given === undefined) continue;
    assigned[name] = given;
    const workload = held.reports.get(name)?.report['workload'] as
      { ready: number; unschedulable: number } | undefined;
    if (!workload) continue;
    // Never more than was intended: a surge of pods must not pull replicas towards itself (federation-v1.md 8.1).
    existing[name] = Math.min(workload.ready, given);
    if (workload.unschedulable > 0) capacity[name] = Math.max(0, given - workload.unschedulable);
  }
  return annotated ? { assigned, existing, capacity } : { assigned };
}

function unplacedNotices(distribution: Distribution, replicas: number): Notice[] {
  if (distribution.unplaced === 0) return [];
  const full = Object.entries(distribution.overflow)
    .map(([cluster, count]) => `${cluster} ${count}`)
    .join(', ');
  return [
    {
      type: 'Warning',
      reason: 'ReplicasUnplaced',
      message: `${distribution.unplaced} of ${replicas} replicas are not placed: no selected cluster may or can take more${full === '' ? '' : ` (beyond capacity: ${full})`}`,
    },
  ];
}

function sorted(placed: readonly Placed[]): Placed[] {
  return [...placed].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}
