import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { propertyRuns } from './property-runs.fixture.js';
import { spreadOver, type SpreadCandidate, type SpreadConstraint } from './spread-constraints.js';

/** Clusters that have an object stay chosen when one joins or is lost, as long as the constraints can be kept with them. */

const RUNS = { numRuns: propertyRuns() > 1_000 ? propertyRuns() : 200 };

const place = fc.constantFrom('1', '2', '3');
const candidate = fc
  .record({ region: place, zone: place, room: fc.option(fc.nat(9), { nil: undefined }) })
  .map(({ region, zone, room }) => ({ region: `r${region}`, zone: `z${zone}`, room }));

const bounds = fc
  .record({ min: fc.integer({ min: 1, max: 3 }), more: fc.option(fc.nat(2), { nil: undefined }) })
  .map(({ min, more }) => ({ minGroups: min, maxGroups: more === undefined ? undefined : min + more }));
const constraints: fc.Arbitrary<SpreadConstraint[]> = fc
  .record({ cluster: bounds, region: bounds, zone: bounds })
  .map((by) => [
    { field: 'region', label: '', ...by.region },
    { field: 'zone', label: '', ...by.zone },
    { field: 'cluster', label: '', ...by.cluster },
  ]);

const world = fc.record({
  constraints,
  candidates: fc.array(candidate, { minLength: 1, maxLength: 6 }),
  newcomer: candidate,
});

type Raw = typeof candidate extends fc.Arbitrary<infer T> ? T : never;

function named(one: Raw, name: string, holders: ReadonlySet<string>): SpreadCandidate {
  const facts = { name, labels: {}, region: one.region, provider: '', zones: [one.zone] };
  return { facts, holds: holders.has(name), room: one.room };
}

const NONE: ReadonlySet<string> = new Set();
const withHolders = (list: readonly Raw[], holders: ReadonlySet<string>): SpreadCandidate[] =>
  list.map((one, index) => named(one, `c${index}`, holders));

/** Whether some of `others` beside all of `kept` satisfy the constraints. */
function canComplete(
  list: readonly SpreadConstraint[],
  kept: readonly SpreadCandidate[],
  others: readonly SpreadCandidate[],
): boolean {
  return Array.from({ length: 2 ** others.length }, (_, bits) =>
    others.filter((_other, index) => (bits & (1 << index)) !== 0),
  ).some((some) => {
    const { chosen, unmet } = spreadOver(list, [...kept, ...some]);
    return unmet === undefined && chosen.size === kept.length + some.length;
  });
}

/**
 * Groups and clusters are taken one after the other, the best first, which with a maximum of groups or more than two of them may
 * end where a search would have found a way to keep all: such rules may choose others when a cluster is lost.
 */
function simple(one: SpreadConstraint): SpreadConstraint {
  return one.field === 'cluster'
    ? one
    : { ...one, minGroups: Math.min(2, one.minGroups), maxGroups: undefined };
}

it('a cluster that joins takes the place of none that has the object', () => {
  fc.assert(
    fc.property(world, ({ constraints: list, candidates, newcomer }) => {
      const first = spreadOver(list, withHolders(candidates, NONE));
      if (first.unmet !== undefined) return;
      const again = [...withHolders(candidates, first.chosen), named(newcomer, 'new', NONE)];
      const after = spreadOver(list, again);
      const displaced = [...first.chosen].filter((name) => !after.chosen.has(name));
      if (displaced.length > 0) throw new Error(`${displaced.join()} displaced`);
    }),
    RUNS,
  );
});

it('a cluster that is lost is replaced, and nobody else is', () => {
  fc.assert(
    fc.property(world, fc.nat(5), ({ constraints: any, candidates }, at) => {
      const list = any.map(simple);
      const first = spreadOver(list, withHolders(candidates, NONE));
      const lost = `c${at % candidates.length}`;
      const rest = withHolders(candidates, first.chosen).filter(({ facts }) => facts.name !== lost);
      const after = spreadOver(list, rest);
      const displaced = [...first.chosen].filter((name) => name !== lost && !after.chosen.has(name));
      if (first.unmet !== undefined || after.unmet !== undefined || displaced.length === 0) return;
      // Where the constraints can be kept beside none of the others, they come first, and others are chosen.
      const kept = rest.filter(({ holds }) => holds);
      if (
        !canComplete(
          list,
          kept,
          rest.filter(({ holds }) => !holds),
        )
      )
        return;
      throw new Error(`${displaced.join()} displaced`);
    }),
    RUNS,
  );
});

it('example: three clusters in two regions and two zones keep an object beside a cluster of a third of both', () => {
  const list: SpreadConstraint[] = [
    { field: 'region', label: '', minGroups: 2, maxGroups: undefined },
    { field: 'zone', label: '', minGroups: 2, maxGroups: undefined },
    { field: 'cluster', label: '', minGroups: 1, maxGroups: 3 },
  ];
  const at = (name: string, region: string, zone: string): SpreadCandidate =>
    named({ region, zone, room: undefined }, name, new Set(['a', 'b', 'c']));
  const candidates = [at('a', 'r1', 'z1'), at('b', 'r1', 'z2'), at('c', 'r2', 'z1'), at('d', 'r3', 'z3')];
  expect([...spreadOver(list, candidates).chosen]).toEqual(['a', 'b', 'c']);
});
