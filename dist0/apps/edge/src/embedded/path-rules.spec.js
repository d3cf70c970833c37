import { describe, expect, it } from '@jest/globals';
import {} from '#libs/protocol';
import { compilePaths, matchPath } from './path-rules.js';
function rule(match, path, ingress = `${match} ${path}`) {
    return { match, path, ingress, backends: [] };
}
describe('matchPath', () => {
    // The table of the Kubernetes documentation of Ingress path types, and what it leaves open.
    it.each([
        ['Prefix', '/', '/anything', true],
        ['Exact', '/foo', '/foo', true],
        ['Exact', '/foo', '/bar', false],
        ['Exact', '/foo', '/foo/', false],
        ['Exact', '/foo/', '/foo', false],
        ['Prefix', '/foo', '/foo', true],
        ['Prefix', '/foo', '/foo/', true],
        ['Prefix', '/foo/', '/foo', true],
        ['Prefix', '/foo/', '/foo/', true],
        ['Prefix', '/aaa/bb', '/aaa/bbb', false],
        ['Prefix', '/aaa/bbb', '/aaa/bbb', true],
        ['Prefix', '/aaa/bbb/', '/aaa/bbb', true],
        ['Prefix', '/aaa/bbb', '/aaa/bbb/ccc', true],
        ['Prefix', '/aaa/bbb', '/aaa/bbbxyz', false],
        ['Prefix', '/aaa', '/AAA', false],
        ['Prefix', '/', '/', true],
    ])('%s %s against %s: %s', (match, path, asked, fits) => {
        expect(matchPath(compilePaths([rule(match, path)]), asked) !== undefined).toBe(fits);
    });
    it.each([
        ['/', 'Prefix /'],
        ['/a', 'Exact /a'],
        ['/a/', 'Prefix /a'],
        ['/a/b', 'Prefix /a/b'],
        ['/a/b/c/d', 'Prefix /a/b'],
        ['/ab', 'Prefix /'],
    ])('of several, the one that says most: %s', (asked, wanted) => {
        const rules = [
            rule('Prefix', '/'),
            rule('Prefix', '/a'),
            rule('Exact', '/a'),
            rule('Prefix', '/a/b'),
            rule('Exact', '/a', 'second'),
        ];
        expect(matchPath(compilePaths(rules), asked)?.ingress).toBe(wanted);
    });
});
//# sourceMappingURL=path-rules.spec.js.map