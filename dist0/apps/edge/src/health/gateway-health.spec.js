import { describe, expect, it } from '@jest/globals';
import { routeKeys } from '#libs/protocol';
import { ManualClock } from '#libs/process';
import { GatewayHealth } from './gateway-health.js';
function table(cluster, ...gateways) {
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
    function open() {
        const clock = new ManualClock(1_000_000);
        const [failing, changes, probes] = [new Set(), [], []];
        const health = new GatewayHealth({
            clock,
            probe: (host) => {
                probes.push(host);
                return Promise.resolve({ ok: !failing.has(host), connectMs: probes.length });
            },
            onChange: (address, isHealthy) => changes.push(`${address} ${isHealthy ? 'up' : 'down'}`),
        });
        const pass = async (ms) => {
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
});
//# sourceMappingURL=gateway-health.spec.js.map