import { describe, expect, it } from '@jest/globals';
import { expiresInMs } from './job-expiry.js';
import { NOW, objectOf } from './propagation.fixture.js';
const before = (seconds) => new Date(NOW - seconds * 1_000).toISOString();
const condition = (type, at) => ({ type, status: 'True', lastTransitionTime: at });
describe('the end of a finished Job', () => {
    it.each([
        ['runs', { ttlSecondsAfterFinished: 60 }, {}, undefined],
        ['is complete', { ttlSecondsAfterFinished: 60 }, done(20), 40_000],
        ['has been complete for long', { ttlSecondsAfterFinished: 60 }, done(90), 0],
        ['goes at once', { ttlSecondsAfterFinished: 0 }, done(0), 0],
        [
            'has failed',
            { ttlSecondsAfterFinished: 60 },
            { conditions: [condition('Failed', before(50))] },
            10_000,
        ],
        ['stays for ever', {}, done(90), undefined],
        [
            'says no time',
            { ttlSecondsAfterFinished: 60 },
            { conditions: [{ type: 'Failed', status: 'True' }] },
            undefined,
        ],
    ])('that %s', (_name, spec, status, expected) => {
        expect(expiresInMs(objectOf('Job', {}, { spec, status }), NOW)).toBe(expected);
    });
    it('is nothing to other kinds', () => {
        const spec = { ttlSecondsAfterFinished: 0 };
        expect(expiresInMs(objectOf('Widget', {}, { spec, status: done(90) }), NOW)).toBeUndefined();
    });
});
function done(seconds) {
    return { completionTime: before(seconds), conditions: [condition('Complete', before(seconds))] };
}
//# sourceMappingURL=job-expiry.spec.js.map