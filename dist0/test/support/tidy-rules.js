/** House rules that no linter has (style.md section 3), as functions from the tree to sentences that say what to do. */
/** Files of ours may have so many lines of code; ESLint knows the TypeScript ones, this also knows scripts. */
const MAX_CODE_LINES = 300;
const MAX_TEST_CODE_LINES = 500;
const isCode = (path) => /\.(ts|mjs|cjs)$/.test(path);
const isTest = (path) => /\.spec\.ts$|^test\//.test(path);
export const readmeInEachLib = (files) => {
    const paths = new Set(files.map(({ path }) => path));
    return libsOf(files)
        .filter((lib) => !paths.has(`libs/${lib}/README.md`))
        .map((lib) => `libs/${lib} has no README.md: write what it is and one example`);
};
/** libs/NAME/src/index.ts and no other; libs/transport/nest and libs/process/metrics are parts with a door of their own. */
export const oneIndexInEachLib = (files) => {
    const doors = new Set([
        ...libsOf(files).map((lib) => `libs/${lib}/src/index.ts`),
        'libs/transport/nest/src/index.ts',
        'libs/process/metrics/src/index.ts',
    ]);
    const indexes = files.map(({ path }) => path).filter((path) => /(^|\/)index\.(ts|mjs|cjs)$/.test(path));
    return [
        ...[...doors]
            .filter((door) => files.some(({ path }) => path.startsWith(door.replace('src/index.ts', ''))))
            .filter((door) => !indexes.includes(door))
            .map((door) => `${door} is missing: export there, by name, what others may use`),
        ...indexes
            .filter((path) => !doors.has(path))
            .map((path) => `${path}: only a lib has an index.ts; name the file after what is in it`),
    ];
};
export const oneHeadingInEachDocument = (files) => files
    .filter(({ path }) => path.endsWith('.md'))
    .map(({ path, text }) => ({ path, count: withoutFences(text).match(/^# /gm)?.length ?? 0 }))
    .filter(({ count }) => count !== 1)
    .map(({ path, count }) => `${path} has ${count} headings of level 1: a document has exactly one`);
/** Relative links lead somewhere, and so do their anchors. */
export const linksLeadSomewhere = (files) => {
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    const folders = new Set(files.flatMap(({ path }) => parentsOf(path)));
    return files
        .filter(({ path }) => path.endsWith('.md'))
        .flatMap(({ path, text }) => [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = '']) => link)
        .filter((link) => !/^[a-z]+:/.test(link))
        .filter((link) => !leads(resolveLink(path, link), texts, folders))
        .map((link) => `${path} links to ${link}, which is not there: mend the link`));
};
/** `libs/x/src/y.ts` in a document is a file that exists; so are folders. */
export const namedFilesExist = (files) => {
    const paths = new Set(files.flatMap(({ path }) => [path, ...parentsOf(path)]));
    return files
        .filter(({ path }) => /^(README|CONTRIBUTING|docs\/[A-Z]+)\.md$/.test(path))
        .flatMap(({ path, text }) => [...withoutFences(text).matchAll(/`((?:apps|libs|migrations|scripts|test|docs|docker)\/[^`\s*]+)`/g)]
        .map(([, named = '']) => named.replace(/\/$/, ''))
        .filter((named) => !paths.has(named))
        .map((named) => `${path} names ${named}, which is not there: say where it is now`));
};
// Written so that this file keeps its own rule.
const LATER = ['TO.DO', 'FIX.ME', 'XX.X', 'HA.CK'].join('|').replaceAll('.', '');
export const laterHasAnIssue = (files) => inCode(files, new RegExp(`\\b(?:${LATER})\\b(?!\\(#\\d+\\))`), (where, found) => `${where}: ${found} needs an issue, as ${found}(#12), or is done now`);
const BANNED_SUFFIX = 'Manager|Helper|Helpers|Util|Utils|Base|Impl';
/** Kubernetes owns *Service; the others say nothing. `FieldManager` is a word of Kubernetes. */
const DECLARATION = '^(?:export )?(?:abstract |declare )*(?:class|interface|type|enum)';
export const namesSaySomething = (files) => [
    ...inCode(files, /^(?:export )?(?:abstract )?class (\w*Service)\b/m, (where, found) => `${where}: ${found}: Service is a Kubernetes word; name what the class does`),
    ...inCode(files, new RegExp(`${DECLARATION} (?!\\w*FieldManager\\b)(\\w+(?:${BANNED_SUFFIX}))\\b`, 'm'), (where, found) => `${where}: ${found}: the suffix says nothing; name what it is`),
    ...inCode(files, new RegExp(`${DECLARATION} (I[A-Z][a-z]\\w*)\\b`, 'm'), (where, found) => `${where}: ${found}: no I prefix`),
    ...files
        .filter(({ path }) => isCode(path) && /(^|[/.-])(utils?|helpers?|common|shared|misc)([/.-]|$)/.test(path))
        .map(({ path }) => `${path}: name the noun and give it a home`),
];
/**
 * `ratchet`: files that were larger when the rule came, with their size then. They may shrink, and the ratchet with them.
 */
export function filesStaySmall(ratchet) {
    return (files) => files
        .filter(({ path }) => isCode(path))
        .flatMap(({ path, text }) => {
        const lines = codeLines(text);
        const bound = isTest(path) ? MAX_TEST_CODE_LINES : MAX_CODE_LINES;
        const allowed = ratchet[path] ?? bound;
        if (lines > allowed)
            return [`${path} has ${lines} lines of code, at most ${allowed} are allowed: split it by idea`];
        if (path in ratchet && lines < allowed)
            return [`${path} has shrunk to ${lines} lines of code: lower (or remove) its entry in the ratchet`];
        return [];
    });
}
/** Lines that are neither empty nor only comment. */
export function codeLines(text) {
    return text
        .replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '')
        .split('\n')
        .filter((line) => line.trim() !== '' && !/^\s*\/\//.test(line)).length;
}
function libsOf(files) {
    const names = files
        .map(({ path }) => /^libs\/([^/]+)\//.exec(path)?.[1])
        .filter((name) => name !== undefined);
    return [...new Set(names)].sort();
}
function inCode(files, pattern, sentence) {
    return files
        .filter(({ path }) => isCode(path))
        .flatMap(({ path, text }) => {
        const found = [];
        // Most files hold no fault at all: only the others are taken apart.
        if (pattern.test(text))
            for (const [index, line] of text.split('\n').entries()) {
                const match = pattern.exec(line);
                if (match)
                    found.push(sentence(`${path}:${index + 1}`, match[1] ?? match[0]));
            }
        return found;
    });
}
function withoutFences(markdown) {
    return markdown.replace(/^( *)```[\s\S]*?^\1```/gm, '');
}
function parentsOf(path) {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
function resolveLink(from, link) {
    const [target = '', anchor] = link.split('#');
    if (target === '')
        return { path: from, anchor };
    const parts = from.split('/').slice(0, -1);
    for (const part of target.split('/'))
        if (part === '..')
            parts.pop();
        else if (part !== '.' && part !== '')
            parts.push(part);
    return { path: parts.join('/'), anchor };
}
function leads({ path, anchor }, texts, folders) {
    if (anchor === undefined)
        return texts.has(path) || folders.has(path);
    const headings = [...(texts.get(path) ?? '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replace(/ /g, '-'));
    return headings.includes(anchor);
}
//# sourceMappingURL=tidy-rules.js.map