import { type KubeObject } from '#libs/apimachinery';
import { type Propagation } from '#libs/kinds';
import { type PropagationPolicy } from '#libs/placement';
import { type PlannedWork, type WorkRow } from '#libs/store';
import { type Notice } from '../events/event-recorder.js';
import { type ClusterView } from './cluster-view.js';
import { type Dependency } from './dependency.js';
import { type Load } from './room.js';
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
  /** How long a member may be Offline before others do its part; absent: as limits.ts says. */
  readonly graceMs?: number;
  /** Replicas wanted over all members, where that is not what the object says: each has all of them. */
  readonly wanted?: number;
  /** By a policy: which, and who does not have the object. */
  readonly governed?: Governed;
  /** Why members that could have a part have none, by name; absent: nothing is divided. */
  readonly none?: ReadonlyMap<string, string>;
  /** Why members do not have it, by name, where it only goes where others are that refer to it. */
  readonly unfollowed?: ReadonlyMap<string, string>;
  /** Replicas that would move now if it were granted, by receiving member. */
  readonly asked: ReadonlyMap<string, number>;
}

/** What a policy decided beside who gets what. */
export interface Governed {
  readonly policy: PropagationPolicy;
  /** The group of clusters that was taken; '' for none. */
  readonly group: string;
  /** Why a member shall not have the object, by its name. */
  readonly out: ReadonlyMap<string, string>;
}

/** Why members without a copy have none, by name; who is not named stands in the way itself. */
export function whyNot({ unfollowed, none, governed }: Decision): ReadonlyMap<string, string> {
  return unfollowed ?? new Map([...(none ?? []), ...(governed?.out ?? [])]);
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
  /** What others are given in a cluster that it has not counted yet. Absent: nothing. */
  readonly onItsWay?: (view: ClusterView) => Load;
  /** Whom it follows; absent: nobody. */
  readonly dependency?: Dependency;
  /** The policy that governs the object; absent: none. */
  readonly policy?: PropagationPolicy;
}

/** A selected member that may be given the object, or has it. */
export interface Member {
  readonly view: ClusterView;
  readonly standing: Standing;
  /** What it was told to apply; undefined: nothing. */
  readonly row: WorkRow | undefined;
  /** The policy does not choose it: what it has goes. */
  readonly leaves: boolean;
}
