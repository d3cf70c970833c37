import { formatObjectKey, parseObjectKey, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { ANNOTATION_CLUSTER_SELECTOR, type SpreadKinds } from '#libs/kinds';
import { type PropagationPolicy } from '#libs/placement';
import { type Store, type Whereabouts } from '#libs/store';
import { type Placed, type PlaceInput } from './decision.js';
import { type DependencyIndex, type Referrer } from './dependency-index.js';
import { type PolicyIndex } from './policy-index.js';
import { followsOthers } from './references.js';

/** What an object that others refer to has to follow (docs/decisions/0035-dependencies-follow.md). */
export interface Dependency {
  /** Where those are that refer to it, and why it is there, for people. */
  readonly wanted: ReadonlyMap<string, string>;
  /** Where some of them still have to go: a copy that is there stays until they have. */
  readonly left: ReadonlySet<string>;
  /** It goes nowhere else: neither a policy nor its own selector says where it goes. */
  readonly only: boolean;
}

export interface DependencyDeps {
  readonly dependencies: DependencyIndex;
  readonly policies: PolicyIndex;
  readonly kinds: SpreadKinds;
  readonly store: { readonly work: Pick<Store['work'], 'whereAre'> };
}

/**
 * Undefined: nobody whose policy says so refers to it. Else, for an object that says nothing itself, where anybody is that refers
 * to it: who asks for nothing must not lose it. For one with a say of its own, where those are that ask.
 */
export async function dependencyOf(
  { dependencies, policies, kinds, store }: DependencyDeps,
  key: ObjectKey,
  object: KubeObject,
  policy: PropagationPolicy | undefined,
): Promise<Dependency | undefined> {
  if (!followsOthers(key) || !policies.propagatesDependencies) return undefined;
  await dependencies.synced();
  const referrers = dependencies.referrersOf(key, object);
  const asks = ({ key: referrer, labels }: Referrer): boolean => {
    const propagation = kinds.of(referrer);
    return (
      propagation !== undefined && policies.governing(referrer, propagation, labels)?.propagateDeps === true
    );
  };
  const asking = referrers.filter(asks);
  if (asking.length === 0) return undefined;
  const only = !policy && object.metadata.annotations?.[ANNOTATION_CLUSTER_SELECTOR] === undefined;
  const using = referrers.filter((referrer) => asks(referrer) || !isMereRoute(key, referrer));
  const counted = (only ? using : asking).map(({ key: referrer }) => formatObjectKey(referrer));
  const found = await store.work.whereAre(counted);
  return {
    wanted: new Map(
      found.flatMap((at): [string, string][] =>
        at.first === null ? [] : [[at.cluster, because(at, kinds)]],
      ),
    ),
    left: new Set(found.flatMap(({ cluster, first }) => (first === null ? [cluster] : []))),
    only,
  };
}

/**
 * An Ingress that asks for nothing needs its Services where their pods are only: else a workload's Service would go wherever the
 * Ingress goes, which is everywhere.
 */
function isMereRoute(dependency: ObjectKey, { key }: Referrer): boolean {
  return dependency.resource === 'services' && key.resource === 'ingresses';
}

/** `goes where ReplicaSet web and 2 others are that refer to it`. */
function because({ first, applied }: Whereabouts, kinds: SpreadKinds): string {
  const key = parseObjectKey(first ?? '');
  const others = applied - 1;
  const more = others === 0 ? '' : ` and ${others} other${others === 1 ? '' : 's'}`;
  const verb = others === 0 ? 'is that refers' : 'are that refer';
  return `goes where ${kinds.of(key)?.kind ?? key.resource} ${key.name}${more} ${verb} to it`;
}

const NOBODY = 'nothing that refers to it is there';

/** `placed`, what the object's own rules say, and where it follows others: those clusters that have any are not asked how they stand. */
export function withDependency(input: PlaceInput, placed: readonly Placed[]): Placed[] {
  const { dependency, clusters, held } = input;
  if (!dependency) return [...placed];
  const own = new Map(dependency.only ? [] : placed.map((target) => [target.cluster, target]));
  return clusters.flatMap(({ name }): Placed[] => {
    const target = own.get(name);
    if (target) return [target];
    const reason = dependency.wanted.get(name);
    if (reason !== undefined) return [{ cluster: name, reason }];
    const stays = dependency.left.has(name) && held.rows.get(name)?.action === 'apply';
    return stays ? [{ cluster: name, reason: 'stays until those that refer to it have gone' }] : [];
  });
}

/** Why clusters do not have an object that goes where others are and nowhere else; undefined: it is no such object. */
export function outOfDependency(
  { dependency, clusters }: PlaceInput,
  placed: readonly Placed[],
): ReadonlyMap<string, string> | undefined {
  if (dependency?.only !== true) return undefined;
  const has = new Set(placed.map(({ cluster }) => cluster));
  return new Map(clusters.flatMap(({ name }) => (has.has(name) ? [] : [[name, NOBODY] as const])));
}
