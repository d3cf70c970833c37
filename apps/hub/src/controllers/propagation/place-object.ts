import { type KubeObject } from '#libs/apimachinery';
import { ANNOTATION_CLUSTER_SELECTOR, type Propagation } from '#libs/kinds';
import { matchesClusterSelector, parseClusterSelector } from '#libs/placement';
import { type PlannedWork } from '#libs/store';
import { type Notice } from '../events/event-recorder.js';
import { type ClusterView } from './cluster-view.js';
import { divideObject } from './divide-object.js';
import { divideOnce } from './divide-once.js';
import { eligibleClusters } from './eligible-clusters.js';
import { type Scaling } from './scaling.js';
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
  /** Who scales this object, or what it scales; absent: neither. */
  readonly scaling?: Scaling;
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
  const { divides } = input.propagation;
  if (divides) {
    const decide = divides.once ? divideOnce : divideObject;
    const { placed, ...rest } = decide(input, { divides, eligible, away });
    return { ...rest, placed: sorted(placed), recheckInMs };
  }
  const placed = [...eligible, ...away].map(({ name }) => ({
    cluster: name,
    reason: 'every selected cluster has it',
  }));
  return { placed: sorted(placed), unplaced: 0, notices: [], recheckInMs: undefined, lost: NONE };
}

function sorted(placed: readonly Placed[]): Placed[] {
  return [...placed].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}
