import { spawn } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { tempDir } from './support/temp-dir.js';
/**
 * Bans can vanish silently: a later block of ESLint's configuration replaces a rule's whole list, a pattern of
 * dependency-cruiser that matches nothing allows everything. So one fault is planted for each.
 */
const syntax = 'no-restricted-syntax';
const impure = [
    ['export const a = (): number => Date.now();', syntax],
    ['export const b = (): Date => new Date();', syntax],
    ['export const c = (): number => Math.random();', syntax],
    ['export const d = (): unknown => setTimeout(() => undefined, 1);', syntax],
    ['export const e = (): unknown => setInterval(() => undefined, 1);', syntax],
    ['export const f = (): unknown => setImmediate(() => undefined);', syntax],
];
const common = [
    ['export enum Color { red }', syntax],
    ["export * from './else.js';", syntax],
    ['export default 1;', syntax],
    ['export const forwardRef = 1;', syntax],
];
const environment = ['export const env = process.env;', syntax];
/** Existing files, because the type checker knows no others; their text is replaced. */
const TEXTS = [
    {
        path: 'apps/hub/src/main.ts',
        lines: [
            ...common,
            environment,
            ["console.log('x');", 'no-console'],
            ['export const five = (a: 1, b: 1, c: 1, d: 1, e: 1): number => a + b + c + d + e;', 'max-params'],
            [
                `export const n = (x: number): string => { ${Array.from({ length: 13 }, (_, i) => `if (x === ${i}) return '${i}';`).join(' ')} return ''; };`,
                'complexity',
            ],
            ['export const any = (x: any): number => 1;', '@typescript-eslint/no-explicit-any'],
            ['Promise.resolve();', '@typescript-eslint/no-floating-promises'],
            [
                "export const s = (x: 'a' | 'b'): number => { switch (x) { case 'a': return 1; } return 0; };",
                '@typescript-eslint/switch-exhaustiveness-check',
            ],
            ['export const t = (x: number) => x;', '@typescript-eslint/explicit-module-boundary-types'],
            [
                'import { Logger } from "#libs/process"; export type L = Logger;',
                '@typescript-eslint/consistent-type-imports',
            ],
            // Outside the pure libs time may be told.
            ['export const now = (): number => Date.now();'],
        ],
    },
    ...['apimachinery', 'builtin-kinds', 'kinds', 'placement'].map((lib) => ({
        path: `libs/${lib}/src/index.ts`,
        lines: [...impure, environment, ['export enum Color { red }', syntax]],
    })),
    { path: 'libs/process/src/environment.ts', lines: [...common, [environment[0]]] },
    { path: 'test/tidy.spec.ts', lines: [...common, [environment[0]], ["console.log('x');", 'no-console']] },
    {
        path: 'apps/agent/src/main.ts',
        lines: [['export function long(): void {', 'max-lines-per-function'], ...filler(61), ['}']],
    },
    { path: 'apps/simulator/src/main.ts', lines: [...filler(300), ['export const last = 1;', 'max-lines']] },
];
function filler(lines) {
    return Array.from({ length: lines }, () => ['Math.max(1, 2);']);
}
describe('planted faults', () => {
    let messages;
    beforeAll(async () => {
        const texts = TEXTS.map(({ path, lines }) => ({
            path,
            text: lines.map(([line]) => `${line}\n`).join(''),
        }));
        const answer = await run(process.execPath, ['test/support/lint-texts.mjs'], '.', JSON.stringify(texts));
        messages = z.array(z.array(z.object({ line: z.number(), rule: z.string() }))).parse(JSON.parse(answer));
    }, 120_000);
    it.each(TEXTS.map(({ path, lines }, index) => ({ path, lines, index })))('are found by ESLint as if in $path', ({ lines, index }) => {
        const found = messages[index] ?? [];
        const missed = lines.flatMap(([line, rule], at) => {
            const rules = found.filter((message) => message.line === at + 1).map((message) => message.rule);
            if (rule !== undefined && !rules.includes(rule))
                return [`${line}: ${rule} does not fire`];
            if (rule === undefined && rules.includes(syntax))
                return [`${line}: is banned where it is allowed`];
            return [];
        });
        expect(missed).toEqual([]);
    });
});
/** Who imports what, and the rule that this breaks. */
const IMPORTS = [
    ['apps/hub/src/a.ts', '#libs/kube-client', 'boundary-of-apps-hub'],
    ['apps/agent/src/a.ts', '#libs/store', 'boundary-of-apps-agent'],
    ['apps/agent/src/b.ts', '#libs/apiserver', 'boundary-of-apps-agent'],
    ['apps/agent/src/c.ts', '#libs/placement', 'boundary-of-apps-agent'],
    ['apps/simulator/src/a.ts', '#libs/store', 'boundary-of-apps-simulator'],
    ['apps/edge/src/a.ts', '#libs/store', 'boundary-of-apps-edge'],
    ['libs/apimachinery/src/a.ts', '#libs/process', 'boundary-of-libs-apimachinery'],
    ['libs/builtin-kinds/src/a.ts', '#libs/process', 'boundary-of-libs-builtin-kinds'],
    ['libs/apiserver/src/a.ts', '#libs/store', 'boundary-of-libs-apiserver'],
    ['libs/cluster-controllers/src/a.ts', '#libs/store', 'boundary-of-libs-cluster-controllers'],
    ['libs/kinds/src/a.ts', '#libs/process', 'boundary-of-libs-kinds'],
    ['libs/placement/src/a.ts', '#libs/process', 'boundary-of-libs-placement'],
    ['libs/routing/src/a.ts', '#libs/process', 'boundary-of-libs-routing'],
    ['libs/dns/src/a.ts', '#libs/store', 'boundary-of-libs-dns'],
    ['libs/controller-runtime/src/a.ts', '#libs/store', 'boundary-of-libs-controller-runtime'],
    ['libs/store/src/a.ts', '#libs/transport', 'boundary-of-libs-store'],
    ['libs/protocol/src/a.ts', '#libs/process', 'boundary-of-libs-protocol'],
    ['libs/transport/src/a.ts', '#libs/store', 'boundary-of-libs-transport'],
    ['libs/kube-client/src/a.ts', '#libs/store', 'boundary-of-libs-kube-client'],
    ['libs/embedded/src/a.ts', '#libs/store', 'boundary-of-libs-embedded'],
    ['libs/process/src/a.ts', '#libs/apimachinery', 'boundary-of-libs-process'],
    ['migrations/a.ts', '#libs/store', 'boundary-of-migrations'],
    ['apps/hub/src/b.ts', '../../agent/src/main.js', 'apps-never-meet'],
    ['apps/cli/src/a.ts', '../../../libs/store/src/inner.js', 'libs-only-through-index'],
    ['test/a.ts', '../libs/store/src/inner.js', 'libs-only-through-index'],
    ['libs/store/src/b.ts', '../../kinds/src/inner.js', 'other-libs-only-through-index'],
    ['libs/store/src/c.ts', '@nestjs/common', 'nest-in-three-places'],
    ['apps/simulator/src/c.ts', '@nestjs/common', 'nest-in-three-places'],
    ['libs/transport/src/c.ts', '@nestjs/common', 'nest-in-three-places'],
    ['apps/hub/src/c.ts', 'nats', 'nats-client-in-transport-only'],
    ['libs/store/src/d.ts', './e.js', 'no-circular'],
    ['libs/placement/src/d.ts', './reads.js', 'domain-reaches-no-io'],
];
/** What the planted imports lead to. `reads.ts` is not imported by the domain itself: the ban is transitive. */
const TARGETS = {
    'apps/agent/src/main.ts': 'export const x = 1;\n',
    'libs/store/src/inner.ts': 'export const x = 1;\n',
    'libs/store/src/e.ts': "export { x } from './d.js';\n",
    'libs/kinds/src/inner.ts': 'export const x = 1;\n',
    'libs/placement/src/reads.ts': "export { x } from './deeper.js';\n",
    'libs/placement/src/deeper.ts': "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n",
    'node_modules/nats/index.js': 'export const x = 1;\n',
    'node_modules/nats/package.json': '{"name":"nats","version":"1.0.0","type":"module","main":"index.js"}',
    'node_modules/@nestjs/common/index.js': 'export const x = 1;\n',
    'node_modules/@nestjs/common/package.json': '{"name":"@nestjs/common","version":"1.0.0","type":"module","main":"index.js"}',
};
describe('planted imports', () => {
    let directory;
    let violations;
    beforeAll(async () => {
        directory = await tempDir('cruise');
        const put = async (path, content) => {
            await mkdir(dirname(join(directory.path, path)), { recursive: true });
            await writeFile(join(directory.path, path), content);
        };
        for (const lib of new Set(IMPORTS.flatMap(([, to]) => /^#libs\/(.*)/.exec(to)?.[1] ?? [])))
            await put(`libs/${lib}/src/index.ts`, 'export const x = 1;\n');
        for (const [path, content] of Object.entries(TARGETS))
            await put(path, content);
        for (const [from, to] of IMPORTS)
            await put(from, `export { x } from '${to}';\n`);
        for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'])
            await cp(file, join(directory.path, file));
        await symlink(resolve('node_modules/typescript'), join(directory.path, 'node_modules/typescript'));
        const cruise = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
        const parts = ['apps', 'libs', 'migrations', 'test'];
        const args = [cruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...parts];
        const schema = z.object({
            summary: z.object({
                violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
            }),
        });
        violations = schema.parse(JSON.parse(await run(process.execPath, args, directory.path, ''))).summary
            .violations;
    }, 120_000);
    afterAll(() => directory.remove());
    it.each(IMPORTS)('%s -> %s breaks %s', (from, _to, rule) => {
        const broken = violations
            .filter((violation) => violation.from === from)
            .map((violation) => violation.rule.name);
        expect(broken).toContain(rule);
    });
    it('are every rule that there is', async () => {
        const { default: config } = (await import(resolve('.dependency-cruiser.cjs')));
        const planted = new Set(IMPORTS.map(([, , rule]) => rule));
        expect(config.forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
    });
});
/** Stdout, whatever the exit code: both tools end with 1 when they find something. */
async function run(command, args, cwd, input) {
    const child = spawn(command, args, {
        cwd,
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { PATH: '/usr/bin:/bin' },
    });
    child.stdin.end(input);
    return textOf(child.stdout);
}
//# sourceMappingURL=lint-faults.long.js.map