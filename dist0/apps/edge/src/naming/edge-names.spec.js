import { describe, expect, it } from '@jest/globals';
import {} from '#libs/protocol';
import { TableSet } from '../tables/table-set.js';
import { EdgeNames } from './edge-names.js';
let version = 0;
const head = (key) => ({
    v: 1,
    hubUid: 'h',
    epoch: 1,
    version: ++version,
    key,
});
function federation(domain) {
    return {
        ...head('federation'),
        type: 'federation',
        federation: 'f',
        domain,
        nameservers: [`ns.${domain}`],
        edges: [],
    };
}
function records(owner, ...names) {
    const sets = names.map((name) => ({ name, type: 'A', ttl: 10, values: ['10.0.0.1'] }));
    return { ...head(`records/Ingress/n/${owner}`), type: 'records', sets };
}
describe('EdgeNames', () => {
    function open() {
        const [names, tables] = [new EdgeNames(), new TableSet('h')];
        const apply = (...changed) => {
            for (const table of changed)
                tables.put(table);
            return names.apply(changed, tables).map(({ key, message }) => `${key}: ${message}`);
        };
        return { names, apply, has: (name) => names.zones.zoneOf(name)?.find(name) !== undefined };
    }
    it('answers records that came before their zone, and takes them with a zone that moves', () => {
        const { apply, has } = open();
        expect(apply(records('a', 'a.old.example'))).toEqual([]);
        expect(has('a.old.example')).toBe(false);
        apply(federation('old.example'));
        expect(has('a.old.example')).toBe(true);
        expect(apply(federation('example'))).toEqual([]);
        expect(has('a.old.example')).toBe(true);
        expect(has('nobody.example')).toBe(false);
    });
    it('takes away what its owner no longer names, or with the owner', () => {
        const { apply, has } = open();
        apply(federation('example'), records('a', 'one.example', 'two.example'));
        apply(records('a', 'two.example'));
        expect([has('one.example'), has('two.example')]).toEqual([false, true]);
        apply({ ...head('records/Ingress/n/a'), type: 'removed' });
        expect(has('two.example')).toBe(false);
    });
    it('says what cannot be in effect, until it is mended', () => {
        const { apply, has } = open();
        apply(federation('example'));
        expect(apply(records('a', 'a.elsewhere'))).toEqual([expect.stringContaining('not within example')]);
        expect(apply(records('b', 'b.example'))).toHaveLength(1);
        expect(apply(records('a', 'a.example'))).toEqual([]);
        expect(has('a.example') && has('b.example')).toBe(true);
    });
});
//# sourceMappingURL=edge-names.spec.js.map