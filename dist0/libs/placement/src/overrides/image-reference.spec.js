import { describe, expect, it } from '@jest/globals';
import { formatImage, overrideImage, parseImage } from './image-reference.js';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
describe('parseImage', () => {
    it.each([
        ['nginx', { registry: '', repository: 'nginx', tag: '', digest: '' }],
        ['nginx:1.25', { registry: '', repository: 'nginx', tag: '1.25', digest: '' }],
        ['library/nginx:1.25', { registry: '', repository: 'library/nginx', tag: '1.25', digest: '' }],
        ['docker.io/library/nginx', { registry: 'docker.io', repository: 'library/nginx', tag: '', digest: '' }],
        ['localhost/web:dev', { registry: 'localhost', repository: 'web', tag: 'dev', digest: '' }],
        ['localhost:5000/web', { registry: 'localhost:5000', repository: 'web', tag: '', digest: '' }],
        ['[::1]:5000/web', { registry: '[::1]:5000', repository: 'web', tag: '', digest: '' }],
        ['REGISTRY/web', { registry: 'REGISTRY', repository: 'web', tag: '', digest: '' }],
        [`gcr.io/a/b/c@${DIGEST}`, { registry: 'gcr.io', repository: 'a/b/c', tag: '', digest: DIGEST }],
        [`gcr.io/a/b:v1@${DIGEST}`, { registry: 'gcr.io', repository: 'a/b', tag: 'v1', digest: DIGEST }],
        ['a__b/c-d.e', { registry: '', repository: 'a__b/c-d.e', tag: '', digest: '' }],
    ])('%s', (text, wanted) => {
        const image = parseImage(text);
        expect(image).toEqual(wanted);
        expect(formatImage(image)).toBe(text);
    });
    it.each([
        '',
        'a b',
        'nginx:',
        'nginx@sha256:12',
        '/nginx',
        'nginx/',
        'a//b',
        'Nginx',
        'a.b/C',
        `nginx@${DIGEST}@x`,
        'x'.repeat(2_000),
    ])('is none: %s', (text) => {
        expect(parseImage(text)).toBeUndefined();
    });
});
describe('overrideImage', () => {
    const rows = [
        ['nginx', ['Registry', 'replace', 'eu.example.com'], 'eu.example.com/nginx'],
        ['gcr.io/a/b:v1', ['Registry', 'replace', 'eu.example.com:5000'], 'eu.example.com:5000/a/b:v1'],
        ['gcr.io/a/b:v1', ['Registry', 'replace', 'harbor.example.com/proxy'], 'harbor.example.com/proxy/a/b:v1'],
        ['gcr.io/a', ['Registry', 'add', ':5000'], 'gcr.io:5000/a'],
        ['gcr.io/a', ['Registry', 'remove', ''], 'a'],
        ['gcr.io/a:v1', ['Repository', 'replace', 'mirror/a'], 'gcr.io/mirror/a:v1'],
        ['a:v1', ['Repository', 'add', '-arm64'], 'a-arm64:v1'],
        ['a:v1', ['Tag', 'replace', 'v2'], 'a:v2'],
        ['a', ['Tag', 'add', 'v2'], 'a:v2'],
        ['a:v1', ['Tag', 'add', '-eu'], 'a:v1-eu'],
        ['a:v1', ['Tag', 'remove', ''], 'a'],
        [`a:v1@${DIGEST}`, ['Tag', 'replace', 'v2'], 'a:v2'],
        [`a@${DIGEST}`, ['Tag', 'remove', ''], 'a'],
        ['a:v1', ['Tag', 'replace', DIGEST], `a@${DIGEST}`],
    ];
    it.each(rows)('%s: %j', (image, [component, operator, value], wanted) => {
        expect(overrideImage(image, { component, operator, value })).toBe(wanted);
    });
    const refused = [
        ['not an image', ['Tag', 'replace', 'v2'], 'what is there is no image reference'],
        ['nginx', ['Registry', 'replace', 'mirror'], 'the Registry would be none'],
        ['nginx', ['Registry', 'replace', 'a b.com'], 'the Registry would be none'],
        ['nginx', ['Repository', 'replace', 'gcr.io/nginx'], 'the Repository would be none'],
        ['nginx', ['Repository', 'replace', 'nginx:v1'], 'the Repository would be none'],
        ['nginx', ['Tag', 'replace', 'v1/x'], 'the Tag would be none'],
        [`a@${DIGEST}`, ['Tag', 'add', 'x'], 'nothing can be added to the digest'],
    ];
    it.each(refused)('%s: %j is refused', (image, [component, operator, value], message) => {
        expect(() => overrideImage(image, { component, operator, value })).toThrow(message);
    });
});
//# sourceMappingURL=image-reference.spec.js.map