import { describe, expect, it } from '@jest/globals';
import { MAX_SHARD_ENDPOINTS } from './limits.js';
import { shardFacts } from './shard-facts.js';

describe('what a member says of a Service', () => {
  const most = MAX_SHARD_ENDPOINTS;

  it.each<[string, object, object]>([
    ['is believed', { ready: 1, wanted: 2 }, { ready: 1, wanted: 2 }],
    ['beyond what a cluster holds', { ready: 1e12, wanted: 1e15 }, { ready: most, wanted: most }],
    ['with more ready than there are', { ready: 9, wanted: 3 }, { ready: 3, wanted: 3 }],
    ['of nothing', { ready: 0, wanted: 0 }, { ready: 0, wanted: 0 }],
  ])('%s', (_, backend, wanted) => {
    expect(shardFacts({ backend })).toEqual({ ...wanted, addresses: [] });
  });

  it('is nothing where its endpoints are not known', () => {
    expect(shardFacts({})).toBeUndefined();
  });
});
