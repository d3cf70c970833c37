import { beforeAll, describe, expect, it } from '@jest/globals';
import { KNOWN_SETTINGS } from '#libs/process';
import { readSourceTree } from './support/source-tree.js';
import { codeLines, filesStaySmall, laterHasAnIssue, linksLeadSomewhere, namedFilesExist, namesSaySomething, oneHeadingInEachDocument, oneIndexInEachLib, readmeInEachLib, } from './support/tidy-rules.js';
/** Larger than allowed when the rule came; never add to it. */
const RATCHET = {};
const later = 'TO' + 'DO';
const file = (path, text = '') => ({ path, text });
/** Every rule, with a tree that breaks it and one that keeps it. */
const RULES = [
    {
        rule: readmeInEachLib,
        says: 'libs/x has no README.md: write what it is and one example',
        faulty: [file('libs/x/src/index.ts')],
        fine: [file('libs/x/src/index.ts'), file('libs/x/README.md')],
    },
    {
        rule: oneIndexInEachLib,
        says: 'libs/x/src/inner/index.ts: only a lib has an index.ts; name the file after what is in it',
        faulty: [file('libs/x/src/index.ts'), file('libs/x/src/inner/index.ts')],
        fine: [file('libs/x/src/index.ts')],
    },
    {
        rule: oneIndexInEachLib,
        says: 'libs/x/src/index.ts is missing: export there, by name, what others may use',
        faulty: [file('libs/x/src/y.ts')],
        fine: [file('libs/transport/src/index.ts'), file('libs/transport/nest/src/index.ts')],
    },
    {
        rule: oneHeadingInEachDocument,
        says: 'docs/a.md has 2 headings of level 1: a document has exactly one',
        faulty: [file('docs/a.md', '# A\n\n# B\n')],
        fine: [file('docs/a.md', '# A\n\n```sh\n# a comment\n```\n\n## B\n')],
    },
    {
        rule: linksLeadSomewhere,
        says: 'docs/a.md links to b.md#there, which is not there: mend the link',
        faulty: [file('docs/a.md', '[b](b.md#there)'), file('docs/b.md', '## Here')],
        fine: [
            file('docs/a.md', '[b](b.md#here-now) [c](../libs) [d](https://x)'),
            file('docs/b.md', '## Here now'),
            file('libs/c'),
        ],
    },
    {
        rule: namedFilesExist,
        says: 'README.md names libs/x/src/y.ts, which is not there: say where it is now',
        faulty: [file('README.md', 'see `libs/x/src/y.ts`')],
        fine: [file('README.md', 'see `libs/x/src/y.ts` in `libs/x`'), file('libs/x/src/y.ts')],
    },
    {
        rule: laterHasAnIssue,
        says: `a.ts:2: ${later} needs an issue, as ${later}(#12), or is done now`,
        faulty: [file('a.ts', `\n// ${later}: more`)],
        fine: [file('a.ts', `// ${later}(#3): more`)],
    },
    {
        rule: namesSaySomething,
        says: 'a.ts:1: PodService: Service is a Kubernetes word; name what the class does',
        faulty: [file('a.ts', 'export class PodService {}')],
        fine: [file('a.ts', 'export interface ServicePort {}')],
    },
    {
        rule: namesSaySomething,
        says: 'a.ts:1: StoreManager: the suffix says nothing; name what it is',
        faulty: [file('a.ts', 'interface StoreManager {}')],
        fine: [file('a.ts', 'interface FieldManager {}')],
    },
    {
        rule: namesSaySomething,
        says: 'a.ts:1: IStore: no I prefix',
        faulty: [file('a.ts', 'interface IStore {}')],
        fine: [file('a.ts', 'interface Identity {}\ninterface IPBlock {}')],
    },
    {
        rule: namesSaySomething,
        says: 'libs/x/src/utils.ts: name the noun and give it a home',
        faulty: [file('libs/x/src/utils.ts')],
        fine: [file('libs/x/src/shared-informer.md'), file('libs/x/src/utility-bill.ts')],
    },
    {
        rule: filesStaySmall({}),
        says: 'a.ts has 301 lines of code, at most 300 are allowed: split it by idea',
        faulty: [file('a.ts', 'x();\n'.repeat(301))],
        fine: [
            file('a.ts', '// why\n'.repeat(99) + 'x();\n\n'.repeat(300)),
            file('a.spec.ts', 'x();\n'.repeat(301)),
        ],
    },
    {
        rule: filesStaySmall({ 'a.ts': 400 }),
        says: 'a.ts has shrunk to 399 lines of code: lower (or remove) its entry in the ratchet',
        faulty: [file('a.ts', 'x();\n'.repeat(399))],
        fine: [file('a.ts', 'x();\n'.repeat(400))],
    },
];
describe('the rules themselves', () => {
    it.each(RULES)('notice: $says', ({ rule, says, faulty, fine }) => {
        expect(rule(faulty)).toContain(says);
        expect(rule(fine)).toEqual([]);
    });
    it('count lines of code, and neither comments nor empty ones', () => {
        expect(codeLines('/**\n * why\n */\nconst a = 1; // one\n\n  // two\nconst b = 2;\n')).toBe(2);
    });
});
describe('the tree', () => {
    let tree;
    beforeAll(async () => {
        tree = await readSourceTree();
    });
    it('is read', () => {
        expect(tree.length).toBeGreaterThan(300);
    });
    it.each([
        ['has a README in each lib', readmeInEachLib],
        ['has one index.ts in each lib', oneIndexInEachLib],
        ['has one heading in each document', oneHeadingInEachDocument],
        ['has links that lead somewhere', linksLeadSomewhere],
        ['names files that exist', namedFilesExist],
        ['has an issue for everything left for later', laterHasAnIssue],
        ['has names that say something', namesSaySomething],
        ['has small files', filesStaySmall(RATCHET)],
    ])('%s', (_name, rule) => {
        expect(rule(tree)).toEqual([]);
    });
    it('names every setting and every limits.ts in docs/ARCHITECTURE.md', () => {
        const text = tree.find(({ path }) => path === 'docs/ARCHITECTURE.md')?.text ?? '';
        const limits = tree.map(({ path }) => path).filter((path) => path.endsWith('/limits.ts'));
        expect([...KNOWN_SETTINGS, ...limits].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
    });
});
//# sourceMappingURL=tidy.spec.js.map