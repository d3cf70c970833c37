import { describe, expect, it } from '@jest/globals';
import { judgeLease } from './judge-lease.js';
const lease = {
    resourceVersion: '1',
    holder: 'there:/x i1',
    renewTime: '',
    transitions: 1,
    wantedBy: '',
};
const facts = { lease, holder: 'here:/x i2', stale: false, rival: undefined, connected: true };
const held = (holder) => ({ lease: { ...lease, holder } });
describe('judgeLease', () => {
    it.each([
        ['there is none', { lease: undefined }, 'take'],
        ['it was given back', held(''), 'take'],
        [
            'it was given back for one that is better off',
            { ...held(''), connected: false, rival: 'r' },
            'stand-by',
        ],
        ['another one holds it', {}, 'ask'],
        ['another one holds it, and the broker does not take us', { connected: false }, 'stand-by'],
        ['its holder is silent', { stale: true }, 'take'],
        ['it is ours', held('here:/x i2'), 'renew'],
        ['it is ours, another one asks', { ...held('here:/x i2'), rival: 'r' }, 'renew'],
        ['it is ours, and we are cut off', { ...held('here:/x i2'), connected: false }, 'renew'],
        ['... while another one asks', { ...held('here:/x i2'), connected: false, rival: 'r' }, 'release'],
        ['an earlier start of ours holds it', held('here:/x i1'), 'take'],
        ['a later start in our place holds it', held('here:/x i3'), 'ask'],
    ])('when %s', (_name, more, expected) => {
        expect(judgeLease({ ...facts, ...more })).toBe(expected);
    });
});
//# sourceMappingURL=judge-lease.spec.js.map