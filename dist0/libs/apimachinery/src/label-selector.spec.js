import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkLabelSelector, formatLabelSelector, labelSelectorMatcher, } from './label-selector-object.js';
import { equalityRequirements, formatRequirements, parseLabelSelector } from './label-selector.js';
import { StatusError } from './status-error.js';
const web = { app: 'web', tier: 'front', weight: '5', 'example.com/zone': '' };
describe('parseLabelSelector', () => {
    it.each([
        ['', true],
        ['app=web', true],
        ['app==web', true],
        ['app=api', false],
        ['app!=api', true],
        ['absent!=x', true],
        ['app in (web, api)', true],
        ['app in(api)', false],
        ['app notin (api),tier', true],
        ['absent notin (x)', true],
        ['app,!absent', true],
        ['!app', false],
        ['! absent', true],
        ['weight>4,weight<6', true],
        ['weight>5', false],
        ['app>1', false],
        ['example.com/zone=', true],
        ['example.com/zone=,app=web', true],
        ['example.com/zone in (,a)', true],
        ['app in (web),!zz', true],
        ['in in (a)', false],
        ['toString', false],
    ])('%j on a web object is %p', (text, expected) => {
        expect(parseLabelSelector(text).matches(web)).toBe(expected);
    });
    it.each([
        '=a',
        'a=b c',
        'a in b',
        'a in (b',
        'a in (b c)',
        'a,',
        ',a',
        'a=b!',
        'a~b,',
        '!a=b',
        'a>b',
        'a=%',
        '-a',
        'x/y/z',
    ])('refuses %j', (text) => {
        expect(() => parseLabelSelector(text)).toThrow(StatusError);
    });
    it('reads its own canonical text back', () => {
        const text = 'a in (x,y),b notin (z),!c,d,e in (v),f>3';
        const canonical = formatRequirements(parseLabelSelector(text).requirements);
        expect(canonical).toBe('a in (x,y),b notin (z),!c,d,e in (v),f>3');
        expect(formatRequirements(parseLabelSelector(canonical).requirements)).toBe(canonical);
    });
    it('never throws anything but BadRequest', () => {
        fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '=', '!', ',', '(', ')', ' ', 'in', '<', '>', '/') }), (text) => {
            try {
                parseLabelSelector(text).matches(web);
            }
            catch (error) {
                expect(error).toMatchObject({ reason: 'BadRequest' });
            }
        }));
    });
    it('names the labels that are fixed to one value', () => {
        expect(equalityRequirements(parseLabelSelector('a=1,b in (2),c in (3,4),d!=5,e'))).toEqual([
            { key: 'a', value: '1' },
            { key: 'b', value: '2' },
        ]);
    });
});
describe('LabelSelector objects', () => {
    const selector = {
        matchLabels: { tier: 'front' },
        matchExpressions: [
            { key: 'app', operator: 'In', values: ['web', 'api'] },
            { key: 'old', operator: 'DoesNotExist' },
        ],
    };
    it('match nothing when absent and everything when empty', () => {
        expect(labelSelectorMatcher(undefined).matches(web)).toBe(false);
        expect(labelSelectorMatcher(null).nothing).toBe(true);
        expect(labelSelectorMatcher({}).matches(undefined)).toBe(true);
    });
    it('need every label and expression', () => {
        expect(labelSelectorMatcher(selector).matches(web)).toBe(true);
        expect(labelSelectorMatcher(selector).matches({ ...web, old: '1' })).toBe(false);
        expect(labelSelectorMatcher(selector).matches({ app: 'web' })).toBe(false);
    });
    it('are written as text for Scale', () => {
        expect(formatLabelSelector({ matchLabels: { app: 'web' } })).toBe('app=web');
        expect(formatLabelSelector(selector)).toBe('app in (api,web),!old,tier=front');
        expect(formatLabelSelector({})).toBe('');
    });
    it('say what is wrong', () => {
        const causes = checkLabelSelector({
            matchLabels: { 'a b': 'x' },
            matchExpressions: [
                { key: 'k', operator: 'In' },
                { key: 'k', operator: 'Exists', values: ['v'] },
                { key: 'k', operator: 'Has' },
            ],
        }, 'spec.selector');
        expect(causes.map(({ field, reason }) => [field, reason])).toEqual([
            ['spec.selector.matchLabels', 'FieldValueInvalid'],
            ['spec.selector.matchExpressions[0].values', 'FieldValueRequired'],
            ['spec.selector.matchExpressions[1].values', 'FieldValueForbidden'],
            ['spec.selector.matchExpressions[2].operator', 'FieldValueInvalid'],
        ]);
    });
});
//# sourceMappingURL=label-selector.spec.js.map