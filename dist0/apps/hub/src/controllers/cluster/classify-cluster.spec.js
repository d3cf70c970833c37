import { describe, expect, it } from '@jest/globals';
import { classifyCluster } from './classify-cluster.js';
const base = {
    now: 100_000,
    heartbeatAt: 99_000,
    apiReady: true,
    hearingSince: 0,
    previous: 'Ready',
    frozen: false,
};
describe('classifyCluster', () => {
    it.each([
        ['fresh heartbeat', {}, 'Ready'],
        ['fresh heartbeat, API down', { apiReady: false }, 'NotReady'],
        ['joined, never heard', { heartbeatAt: undefined, previous: 'Pending' }, 'Pending'],
        ['five seconds of silence', { heartbeatAt: 95_000 }, 'Suspect'],
        ['eight seconds of silence', { heartbeatAt: 92_000 }, 'Offline'],
        [
            'silence does not bring an offline one back to suspect',
            { heartbeatAt: 94_000, previous: 'Offline' },
            'Offline',
        ],
        ['a heartbeat brings an offline one back', { previous: 'Offline' }, 'Ready'],
        ['silence while frozen changes nothing', { heartbeatAt: 10_000, frozen: true }, 'Ready'],
        [
            'silence from before the hub listened says nothing',
            { heartbeatAt: 10_000, hearingSince: 99_000 },
            'Ready',
        ],
        [
            'an old offline verdict stays while the hub begins to listen',
            { heartbeatAt: 1, hearingSince: 99_000, previous: 'Offline' },
            'Offline',
        ],
        ['silence after the hub listened long enough', { heartbeatAt: 10_000, hearingSince: 91_000 }, 'Offline'],
    ])('%s', (_name, change, expected) => {
        expect(classifyCluster({ ...base, ...change }).health).toBe(expected);
    });
    it.each([
        ['now, where something was heard', {}, 100_000],
        ['from when silence was too long: Suspect', { heartbeatAt: 94_300 }, 99_300],
        ['... Offline', { heartbeatAt: 12_345 }, 20_345],
        ['... but not from before this hub listened', { heartbeatAt: 12_345, hearingSince: 90_000 }, 98_000],
    ])('counts %s', (_name, change, since) => {
        expect(classifyCluster({ ...base, ...change }).since).toBe(since);
    });
    it('says the same words while nothing changes', () => {
        const messages = [8_500, 20_000, 500_000].map((silent) => classifyCluster({ ...base, heartbeatAt: base.now - silent }).message);
        expect(new Set(messages).size).toBe(1);
    });
});
//# sourceMappingURL=classify-cluster.spec.js.map