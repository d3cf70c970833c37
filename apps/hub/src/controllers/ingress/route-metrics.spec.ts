import { describe, expect, test } from '@jest/globals';
import { createRegistry } from '#libs/process/metrics';
import { type EdgeReport } from '#libs/protocol';
import { type RouteContent } from './published-table.js';
import { addRouteMetrics } from './route-metrics.js';

const table: RouteContent = {
  ...{ type: 'service', namespace: 'shop', service: 'web', port: '80' },
  affinity: { type: 'none', ttlSeconds: 0 },
  timeouts: { connectMs: 1, responseMs: 1, idleMs: 1 },
  regions: [
    {
      ...{ region: 'eu', outcome: 'served', shed: 0.25 },
      clusters: [
        { cluster: 'a', weight: 192 },
        { cluster: 'b', weight: 64 },
        { cluster: 'c', weight: 0 },
      ],
    },
    { region: '', outcome: 'panic', shed: 0, clusters: [{ cluster: 'a', weight: 256 }] },
  ],
};

const edge = {
  edge: 'e',
  applied: { epoch: 1, version: 7, digest: { count: 1, sum: 1, mixed: 1 }, at: 0 },
  troubles: [{ key: 'k', version: 1, message: 'm' }],
} as unknown as EdgeReport;

async function lines(version: number | undefined): Promise<string[]> {
  const registry = createRegistry();
  addRouteMetrics(registry, {
    published: () => (version === undefined ? [] : [{ type: 'removed' }, table]),
    version: () => version,
    edges: () => [edge],
  });
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith('fed_'));
}

describe('numbers of routing', () => {
  test('who serves whom, what is shed, and which edge is behind', async () => {
    expect((await lines(9)).sort()).toEqual([
      'fed_edge_behind{edge="e"} 2',
      'fed_edge_troubles{edge="e"} 1',
      'fed_route_panic{svc="shop/web",port="80",region=""} 1',
      'fed_route_panic{svc="shop/web",port="80",region="eu"} 0',
      'fed_route_share{svc="shop/web",port="80",region="",cluster="a"} 1',
      'fed_route_share{svc="shop/web",port="80",region="eu",cluster="a"} 0.75',
      'fed_route_share{svc="shop/web",port="80",region="eu",cluster="b"} 0.25',
      'fed_route_shed{svc="shop/web",port="80",region=""} 0',
      'fed_route_shed{svc="shop/web",port="80",region="eu"} 0.25',
      'fed_route_unserved{svc="shop/web",port="80",region=""} 0',
      'fed_route_unserved{svc="shop/web",port="80",region="eu"} 0',
    ]);
  });

  test('a hub that does not publish says nothing of what it would', async () => {
    expect(await lines(undefined)).toEqual(['fed_edge_troubles{edge="e"} 1']);
  });
});
