import { describe, expect, test } from '@jest/globals';
import { effectiveWeights } from './effective-weights.js';

const GATEWAYS: Readonly<Record<string, readonly string[]>> = {
  a: ['a1', 'a2'],
  b: ['b1'],
  c: ['c1'],
  none: [],
};

function weights(
  clusters: Readonly<Record<string, number>>,
  failing: readonly string[] = [],
  outcome: 'served' | 'noBackends' = 'served',
): unknown {
  const route = {
    outcome,
    clusters: Object.entries(clusters).map(([cluster, weight]) => ({ cluster, weight })),
  };
  const { weights: found, standbys } = effectiveWeights(route, {
    gatewaysOf: (cluster) => GATEWAYS[cluster] ?? [],
    isHealthy: (address) => !failing.includes(address),
  });
  return [Object.fromEntries(found), standbys];
}

describe('weights of gateways', () => {
  test.each<[string, unknown, unknown]>([
    ['by cluster, shared by its gateways', weights({ a: 128, b: 128 }), [{ a1: 128, a2: 128, b1: 256 }, []]],
    ['the rest stands by, nearest first', weights({ b: 256, a: 0, c: 0 }), [{ b1: 256 }, ['a1', 'a2', 'c1']]],
    [
      'a failing gateway leaves its share to its cluster',
      weights({ a: 128, b: 128 }, ['a1']),
      [{ a2: 256, b1: 256 }, []],
    ],
    [
      'a failing cluster leaves it to the others',
      weights({ a: 192, b: 64 }, ['a1', 'a2']),
      [{ b1: 256 }, []],
    ],
    [
      'without them the nearest of weight 0 serves',
      weights({ a: 256, b: 0, c: 0 }, ['a1', 'a2']),
      [{ b1: 256 }, ['c1']],
    ],
    [
      'where nothing passes everything counts',
      weights({ a: 256, b: 0 }, ['a1', 'a2', 'b1']),
      [{ a1: 256, a2: 256 }, []],
    ],
    ['a small share is not lost', weights({ a: 255, b: 1 }), [{ a1: 256, a2: 256, b1: 2 }, []]],
    ['no gateways at all', weights({ none: 256 }), [{}, []]],
    ['no backends', weights({ a: 256 }, [], 'noBackends'), [{}, []]],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});
