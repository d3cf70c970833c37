import { beforeEach, describe, expect, test } from '@jest/globals';
import { routeKeys, type RouteMessage, type RoutingTable } from '#libs/protocol';
import { WithdrawalGuard } from './withdrawal-guard.js';

let version = 0;

/** Of clients in `eu` by these clusters; those of other regions have nothing. */
function table(service: string, ...clusters: string[]): RoutingTable {
  const key = routeKeys.service('shop', service, '80');
  const [first] = clusters;
  const weights = clusters.map((cluster) => ({ cluster, weight: cluster === first ? 256 : 0 }));
  const outcome = first === undefined ? 'noBackends' : 'served';
  return {
    ...{ v: 1, hubUid: 'h', epoch: 1, version: ++version, key, type: 'service' },
    ...{ namespace: 'shop', service, port: '80', affinity: { type: 'none', ttlSeconds: 0 } },
    timeouts: { connectMs: 1, responseMs: 1, idleMs: 1 },
    regions: [
      { region: 'eu', outcome, shed: first === undefined ? 1 : 0, clusters: weights },
      { region: '', outcome: 'noBackends', shed: 1, clusters: [] },
    ],
  };
}

const removed = (service: string): RouteMessage => {
  const { v, hubUid, epoch, key } = table(service);
  return { v, hubUid, epoch, version: ++version, key, type: 'removed' };
};

describe('the guard against mass withdrawal', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
  let failing: Set<string>;
  let nowMs: number;
  let guard: WithdrawalGuard;
  /** What is in effect: clusters by service. */
  let effective: Map<string, string[]>;

  function put(tables: readonly RouteMessage[]): void {
    for (const one of tables) {
      const name = one.key.split('/')[2] ?? '';
      if (one.type === 'removed') effective.delete(name);
      else if (one.type === 'service')
        effective.set(
          name,
          (one.regions[0]?.clusters ?? []).map(({ cluster }) => cluster),
        );
    }
  }

  const say = (...tables: RouteMessage[]): void => put(guard.screen(tables));
  const empty = (): string[] => NAMES.filter((name) => effective.get(name)?.length === 0);

  beforeEach(() => {
    [failing, nowMs, effective] = [new Set(), 0, new Map()];
    guard = new WithdrawalGuard({
      ...{ region: 'eu', nowMs: () => nowMs },
      passes: (cluster) => !failing.has(cluster),
    });
    say(...NAMES.map((name) => table(name, 'x', 'y')));
  });

  test('does not believe that most services lose everything at once, and tells', () => {
    say(...NAMES.slice(0, 4).map((name) => table(name)));
    expect(empty()).toEqual([]);
    expect(effective.get('a')).toEqual(['x', 'y']);
    expect(guard.troubles().map(({ key }) => key)).toEqual(
      NAMES.slice(0, 4).map((name) => routeKeys.service('shop', name, '80')),
    );
  });

  test('brings back what went through before there were too many', () => {
    for (const name of NAMES.slice(0, 3)) say(table(name));
    expect(empty()).toEqual(['a', 'b', 'c']);
    nowMs = 5_000;
    say(table('d'));
    expect(empty()).toEqual([]);
    say(table('e'), table('a'));
    expect(empty()).toEqual([]);
    expect(guard.heldCount).toBe(5);
  });

  test('believes what comes one after the other, however much it is', () => {
    for (const name of NAMES) {
      say(table(name));
      nowMs += 6_000;
    }
    expect(empty()).toEqual(NAMES);
    expect(guard.heldCount).toBe(0);
  });

  test('believes it where the gateways fail as well, also later', () => {
    say(...NAMES.map((name) => table(name)));
    expect(empty()).toEqual([]);
    failing.add('x');
    put(guard.reconsider());
    expect(empty()).toEqual([]);
    failing.add('y');
    put(guard.reconsider());
    expect(empty()).toEqual(NAMES);
    expect(guard.troubles()).toEqual([]);
  });

  test('takes every table that leads somewhere, fewer clusters too, and every removal', () => {
    say(...NAMES.map((name) => table(name)));
    say(table('a', 'z'), removed('b'));
    expect(effective.get('a')).toEqual(['z']);
    expect(effective.has('b')).toBe(false);
    expect(guard.heldCount).toBe(4);
    say(...NAMES.map((name) => table(name, 'y')));
    expect(NAMES.map((name) => effective.get(name))).toEqual(NAMES.map(() => ['y']));
    expect(guard.heldCount).toBe(0);
  });

  test('lets few services lose everything, and few of many', () => {
    say(removed('d'), removed('e'), removed('f'));
    say(table('a'), table('b'), table('c'));
    expect(empty()).toEqual(['a', 'b', 'c']);
  });
});
