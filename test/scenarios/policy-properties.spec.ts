import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { type KubeObject } from '#libs/apimachinery';
import { REPLICASETS, replicaSet } from '../../apps/hub/src/controllers/propagation/propagation.fixture.js';
import { World } from './world.js';

/**
 * What the whole hub, step by step, moves when clusters join and are lost, for every way in which a policy divides; the division
 * alone is tried in libs/placement/src/policy-stability.spec.ts.
 */

const NAMES = ['a', 'b', 'c', 'd', 'e'];
/** More in the long suite, as jest.config.mjs says. */
const RUNS = { numRuns: 'PROPERTY_RUNS' in globalThis ? 500 : 5 };

const staticWeightList = NAMES.map((name, index) => ({
  targetCluster: { clusterNames: [name] },
  weight: index + 1,
}));
const dynamic = { weightPreference: { dynamicWeight: 'AvailableReplicas' } };
const aggregated = { replicaDivisionPreference: 'Aggregated' };
const clusterLimits = [{ targetCluster: { clusterNames: ['a'] }, minReplicas: 2, maxReplicas: 9 }];
const spreadConstraints = [{ spreadByField: 'cluster', minGroups: 1, maxGroups: 3 }];

/** What a cluster that joins may take from others: its share by weight, or nothing. */
type Newcomer = 'its share' | 'nothing';

const POLICIES: readonly [string, object, Newcomer][] = [
  ['even', { replicaScheduling: {} }, 'its share'],
  ['by static weights', { replicaScheduling: { weightPreference: { staticWeightList } } }, 'nothing'],
  ['by capacity', { replicaScheduling: dynamic }, 'nothing'],
  ['aggregated', { replicaScheduling: aggregated }, 'nothing'],
  ['by capacity within bounds', { replicaScheduling: { ...dynamic, clusterLimits } }, 'nothing'],
  ['by capacity in three clusters', { replicaScheduling: dynamic, spreadConstraints }, 'nothing'],
  ['aggregated in three clusters', { replicaScheduling: aggregated, spreadConstraints }, 'nothing'],
];

/** Pods that ask for one core each, so that they fit or not. */
function asking(replicas: number): KubeObject {
  const containers = [{ name: 'c', resources: { requests: { cpu: '1' } } }];
  const object = replicaSet(replicas);
  return { ...object, spec: { ...(object['spec'] as object), template: { spec: { containers } } } };
}

function started(placement: object, replicas: number, rooms: readonly number[]): World {
  const object = asking(replicas);
  const world = new World({ object, resource: REPLICASETS, clusters: NAMES, placement });
  for (const [index, name] of NAMES.entries()) world.member(name).room = rooms[index] ?? 0;
  world.settle();
  return world;
}

/** Without expect(), which takes longer than a plan. */
function fewer(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>, but = ''): string[] {
  return [...before].flatMap(([name, count]) => {
    const now = after.get(name) ?? 0;
    return name !== but && now < count ? [`${name} has ${now} of ${count}`] : [];
  });
}

function none(what: readonly string[]): void {
  if (what.length > 0) throw new Error(what.join('; '));
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

const world = fc.record({
  replicas: fc.integer({ min: 0, max: 40 }),
  rooms: fc.array(fc.integer({ min: 15, max: 60 }), { minLength: 5, maxLength: 5 }),
});

describe.each(POLICIES)('a policy that divides %s', (_name, placement, newcomer) => {
  it('moves only what was there when a cluster is lost', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(...NAMES), ({ replicas, rooms }, victim) => {
        const of = started(placement, replicas, rooms);
        const before = of.given();
        of.member(victim).cut(of.now);
        of.run(120_000);
        of.settle();
        const after = of.given();
        none(fewer(before, after, victim));
        // What the lost cluster was told is not taken back before its replacement is ready.
        after.delete(victim);
        if (total(after) > replicas) throw new Error('more than wanted');
      }),
      RUNS,
    );
  });

  it('moves only what falls to it when a cluster joins', () => {
    fc.assert(
      fc.property(world, ({ replicas, rooms }) => {
        const of = started(placement, replicas, rooms);
        const before = of.given();
        of.join('f').room = 60;
        of.settle();
        const after = of.given();
        if (newcomer === 'nothing') none(fewer(before, after));
        else none(fewer(after, before, 'f'));
        if (total(after) < total(before)) throw new Error('fewer are placed');
      }),
      RUNS,
    );
  });
});
