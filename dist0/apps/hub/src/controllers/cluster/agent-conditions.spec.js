import { describe, expect, it } from '@jest/globals';
import {} from '#libs/protocol';
import { TwinWatch, withAgent } from './agent-conditions.js';
const heard = (instance) => ({ cluster: 'a', instance });
describe('TwinWatch', () => {
    it.each([
        ['one start', ['i1', 'i1', 'i1'], false],
        ['restarts', ['i1', 'i2', 'i3'], false],
        ['two in turns', ['i1', 'i2', 'i1'], true],
        ['three in turns', ['i1', 'i2', 'i3', 'i1'], true],
    ])('of %s', (_name, instances, expected) => {
        const twins = new TwinWatch();
        for (const [index, instance] of instances.entries())
            twins.hear(heard(instance), index * 1_000);
        expect(twins.areTwo('a', 5_000)).toBe(expected);
        expect(twins.areTwo('b', 5_000)).toBe(false);
        expect(twins.areTwo('a', 60_000)).toBe(false);
    });
});
describe('withAgent', () => {
    const fine = { report: {}, areTwo: false };
    it('says nothing of what never was', () => {
        const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '' }];
        expect(withAgent(conditions, fine, 0)).toBe(conditions);
        expect(withAgent(conditions, { report: undefined, areTwo: false }, 0)).toBe(conditions);
    });
    it.each([
        {
            name: 'a rival',
            facts: { report: { rival: 'b:/x' }, areTwo: false },
            expected: { type: 'DuplicateAgent', reason: 'OneStandsBy', words: 'b:/x' },
        },
        {
            name: 'two that speak',
            facts: { report: {}, areTwo: true },
            expected: { type: 'DuplicateAgent', reason: 'TwoSpeak', words: 'end one' },
        },
        {
            name: 'a full disk',
            facts: { report: { checkpointError: 'ENOSPC' }, areTwo: false },
            expected: { type: 'AgentDegraded', reason: 'CheckpointNotWritable', words: 'ENOSPC' },
        },
    ])('says $name, and that it is over', ({ facts, expected: { type, reason, words } }) => {
        const said = withAgent([], facts, 0);
        expect(said).toEqual([
            expect.objectContaining({ type, reason, status: 'True', message: expect.stringContaining(words) }),
        ]);
        expect(withAgent(said, facts, 5_000)).toBe(said);
        expect(withAgent(said, fine, 5_000)).toEqual([
            expect.objectContaining({ type, status: 'False', lastTransitionTime: '1970-01-01T00:00:05Z' }),
        ]);
    });
});
//# sourceMappingURL=agent-conditions.spec.js.map