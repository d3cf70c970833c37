import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { acceptNames } from './custom-names.js';
import { withStatus } from './custom-status.js';
function definition(name, names, accepted, group = 'example.com') {
    return {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name },
        spec: { group, names },
        ...(accepted ? { status: { acceptedNames: accepted } } : {}),
    };
}
const WIDGETS = {
    plural: 'widgets',
    singular: 'widget',
    kind: 'Widget',
    listKind: 'WidgetList',
    shortNames: ['wd'],
};
const GADGETS = { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' };
describe('names', () => {
    it.each([
        ['free ones', GADGETS, [definition('w', WIDGETS, WIDGETS)], 'NoConflicts'],
        ['one that is asked for and not given', WIDGETS, [definition('w', WIDGETS)], 'NoConflicts'],
        [
            'one of another group',
            WIDGETS,
            [definition('w', WIDGETS, WIDGETS, 'other.example.com')],
            'NoConflicts',
        ],
        ['a kind', { ...GADGETS, kind: 'Widget' }, [definition('w', WIDGETS, WIDGETS)], 'KindConflict'],
        [
            'a kind that is a list of another',
            { ...GADGETS, kind: 'WidgetList' },
            [definition('w', WIDGETS, WIDGETS)],
            'KindConflict',
        ],
        [
            'a plural that is short for another',
            { ...GADGETS, plural: 'wd' },
            [definition('w', WIDGETS, WIDGETS)],
            'PluralConflict',
        ],
        [
            'a short name that is another',
            { ...GADGETS, shortNames: ['widget'] },
            [definition('w', WIDGETS, WIDGETS)],
            'ShortNamesConflict',
        ],
    ])('%s', (_name, names, others, reason) => {
        const verdict = acceptNames(definition('x', names), others, []);
        expect(verdict).toMatchObject({ reason, accepted: reason === 'NoConflicts' });
    });
    it('once given stay, whatever is asked for then', () => {
        const now = Date.parse('2026-11-21T08:00:00Z');
        const mine = definition('x', WIDGETS);
        const established = withStatus(mine, acceptNames(mine, [], []), now);
        expect(established['status']).toMatchObject({
            acceptedNames: WIDGETS,
            conditions: [
                { type: 'NamesAccepted', status: 'True' },
                { type: 'Established', status: 'True' },
            ],
        });
        expect(withStatus(established, acceptNames(mine, [], []), now + 1_000)).toBe(established);
        const asked = {
            ...established,
            spec: { group: 'example.com', names: { ...WIDGETS, shortNames: ['gd'] } },
        };
        const others = [definition('g', GADGETS, { ...GADGETS, shortNames: ['gd'] })];
        expect(withStatus(asked, acceptNames(asked, others, []), now)['status']).toMatchObject({
            acceptedNames: WIDGETS,
            conditions: [
                { type: 'NamesAccepted', status: 'False', message: '"gd" is already in use' },
                { type: 'Established', status: 'True' },
            ],
        });
    });
});
//# sourceMappingURL=custom-names.spec.js.map