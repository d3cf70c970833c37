import { type KubeObject } from '#libs/apimachinery';
import { type Propagation } from '#libs/kinds';
import { type PlannedWork, type WorkRow } from '#libs/store';
import { type Notice } from '../events/event-recorder.js';
import { type ClusterView } from './cluster-view.js';
import { type Scaling } from './scaling.js';
import { type Standing } from './standing.js';
import { type Holdings } from './targets.js';

export type Placed = Omit<PlannedWork, 'action'>;

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
  /** Replicas that would move now if it were granted, by receiving member. */
  readonly asked: ReadonlyMap<string, number>;
}

export interface PlaceInput {
  readonly key: string;
  readonly object: KubeObject;
  readonly propagation: Propagation;
  readonly clusters: readonly ClusterView[];
  readonly held: Holdings;
  readonly now: number;
  /** Replicas that may move now, by receiving member. Absent: as many as are asked for. */
  readonly moves?: ReadonlyMap<string, number>;
  /** Why a member can be given nothing new whatever its health; undefined: it can. Absent: all can. */
  readonly refused?: (view: ClusterView) => string | undefined;
  /** Who scales this object, or what it scales; absent: neither. */
  readonly scaling?: Scaling;
}

/** A selected member that may be given the object, or has it. */
export interface Member {
  readonly view: ClusterView;
  readonly standing: Standing;
  /** What it was told to apply; undefined: nothing. */
  readonly row: WorkRow | undefined;
}
