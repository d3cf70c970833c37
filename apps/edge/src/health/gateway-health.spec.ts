import { describe, expect, it } from '@jest/globals';
import { routeKeys, type ClusterTable } from '#libs/protocol';
import { ManualClock } from '#libs/process';
import { GatewayHealth } from './gateway-health.js';

function table(cluster: string, ...gateways: string[]): ClusterTable {
  const key = routeKeys.cluster(cluster);
  return {
    v: 1,
    hubUid: 'h',
    epoch: 1,
    version: 1,
    key,
    type: 'cluster',
    cluster,
    region: '',
    zones: [],
    gateways,
  };
}

describe('GatewayHealth', () => {
  function open(): {
    health: GatewayHealth;
    failing: Set<string>;
    changes: string[];
    probes: string[];
    pass: (ms: number) => Promise<void>;
  } {
    const clock = new ManualClock(1_000_000);
    const [failing, changes, probes] = [new Set<string>(), [] as string[], [] as string[]];
    const health = new GatewayHealth({
      clock,
      probe: (host) => {
        probes.push(host);
        return Promise.resolve({ ok: !failing.has(host), connectMs: probes.length });
      },
      onChange: (address, isHealthy) => changes.push(`${address} ${isHealthy ? 'up' : 'down'}`),
    });
    const pass = async (ms: number): Promise<void> => {
      for (let at = 0; at < ms; at += 50) {
        clock.advance(50);
        await Promise.resolve();
      }
    };
    return { health, failing, changes, probes, pass };
  }

  it('takes out after two failures, and back only after the hold and three successes', async () => {
    const { health, failing, changes, pass } = open();
    health.apply([table('a', 'a1:80')]);
    expect(health.views()).toEqual([{ cluster: 'a', probe: 'unknown', rttMs: null }]);
    health.start();
    await pass(1_000);
    expect(health.views()[0]).toMatchObject({ cluster: 'a', probe: 'ok' });
    failing.add('a1');
    await pass(1_000);
    expect(changes).toEqual(['a1:80 up', 'a1:80 down']);
    expect(health.views()[0]?.probe).toBe('fail');
    failing.clear();
    await pass(8_000);
    expect(changes.length).toBe(2);
    await pass(3_000);
    expect(changes.at(-1)).toBe('a1:80 up');
    health.stop();
  });

  it('counts requests that could not connect, and calls a cluster well while one of its gateways is', () => {
    const { health, changes } = open();
    health.apply([table('a', 'a1:80', 'a2:80')]);
    health.unreachable('a1:80');
    health.unreachable('a1:80');
    health.unreachable('unknown:80');
    expect(changes).toEqual(['a1:80 up', 'a2:80 up', 'a1:80 down']);
    expect(health.views()[0]?.probe).toBe('unknown');
    health.unreachable('a2:80');
    health.unreachable('a2:80');
    expect(health.views()[0]?.probe).toBe('fail');
  });

  it('forgets what no table names, and probes each gateway twice a second and never twice at once', async () => {
    const { health, probes, pass } = open();
    health.apply([table('a', 'a1:80'), table('b', 'a1:80', 'b1:80')]);
    health.start();
    await pass(1_950);
    expect(probes.filter((one) => one === 'a1').length).toBe(4);
    const { key } = table('b');
    health.apply([{ v: 1, hubUid: 'h', epoch: 1, version: 2, key, type: 'removed' }]);
    probes.length = 0;
    await pass(1_000);
    expect(new Set(probes)).toEqual(new Set(['a1']));
    expect(health.views().map(({ cluster }) => cluster)).toEqual(['a']);
    health.stop();
  });

  const THREE = [table('a', 'a1:80'), table('b', 'b1:80', 'b2:80'), table('c', 'c1:80')];
  const ALL = ['a1', 'b1', 'b2', 'c1'];
  const verdicts = (health: GatewayHealth): string[] => health.views().map(({ probe }) => probe);

  it('takes the failing of all at once for its own, and forgets it with the first answer', async () => {
    const { health, failing, changes, pass } = open();
    health.apply(THREE);
    health.start();
    await pass(1_000);
    for (const one of ALL) failing.add(one);
    await pass(2_000);
    expect(health.isCutOff).toBe(true);
    expect(verdicts(health)).toEqual(['unknown', 'unknown', 'unknown']);
    changes.length = 0;
    // b1 is really gone: it is out again within two probes, the others are back without a hold.
    for (const one of ['a1', 'b2', 'c1']) failing.delete(one);
    await pass(2_000);
    expect(health.isCutOff).toBe(false);
    expect(verdicts(health)).toEqual(['ok', 'ok', 'ok']);
    expect(changes.toSorted()).toEqual(['a1:80 up', 'b1:80 down', 'b1:80 up', 'b2:80 up', 'c1:80 up']);
    health.stop();
  });

  it('believes that all fail where they fail one after the other, or where there are few', async () => {
    const { health, failing, pass } = open();
    health.apply(THREE);
    health.start();
    for (const one of ALL) {
      failing.add(one);
      await pass(11_000);
    }
    expect(verdicts(health)).toEqual(['fail', 'fail', 'fail']);
    health.stop();
    const few = open();
    few.health.apply(THREE.slice(0, 2));
    few.health.start();
    for (const one of ALL) few.failing.add(one);
    await few.pass(2_000);
    expect(verdicts(few.health)).toEqual(['fail', 'fail']);
    few.health.stop();
  });
});
