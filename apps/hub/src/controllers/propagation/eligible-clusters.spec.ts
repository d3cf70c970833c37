import { describe, expect, it } from '@jest/globals';
import { type ClusterView } from './cluster-view.js';
import { eligibleClusters, OFFLINE_GRACE_MS } from './eligible-clusters.js';
import { away, NOW, view } from './propagation.fixture.js';

const cordoned = { cordoned: true };

describe('eligibleClusters', () => {
  it.each<[string, ClusterView, { new: boolean; holder: boolean; recheck?: number }]>([
    ['Ready', view('a'), { new: true, holder: true }],
    ['Ready and cordoned', view('a', cordoned), { new: false, holder: true }],
    ['not Ready, not Offline', view('a', { ready: false }), { new: false, holder: true }],
    ['Offline since now', away('a', 0), { new: false, holder: true, recheck: OFFLINE_GRACE_MS }],
    ['Offline for less than the grace', away('a', 59_999), { new: false, holder: true, recheck: 1 }],
    ['Offline for the grace', away('a', 60_000), { new: false, holder: false }],
    [
      'Offline since nobody knows when',
      view('a', { ready: false, offline: true }),
      { new: false, holder: false },
    ],
    ['Offline and cordoned', away('a', 1_000, cordoned), { new: false, holder: true, recheck: 59_000 }],
  ])('%s', (_name, cluster, expected) => {
    const ask = (holders: string[]): ReturnType<typeof eligibleClusters> =>
      eligibleClusters([cluster], new Set(holders), () => true, NOW);
    expect(ask([])).toEqual({ eligible: expected.new ? [cluster] : [], recheckInMs: undefined });
    expect(ask(['a'])).toEqual({ eligible: expected.holder ? [cluster] : [], recheckInMs: expected.recheck });
  });

  it('asks about no time that concerns only what is not selected', () => {
    const clusters = [away('a', 10_000), view('b')];
    const answer = eligibleClusters(clusters, new Set(['a', 'b']), ({ name }) => name === 'b', NOW);
    expect(answer).toEqual({ eligible: [clusters[1]], recheckInMs: undefined });
  });
});
