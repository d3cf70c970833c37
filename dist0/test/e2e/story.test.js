import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { freePort } from '#libs/embedded';
import { DemoRun } from '../support/demo-run.js';
import { eventually } from '../support/eventually.js';
import { Processes, processesOf } from '../support/processes.js';
import { tempDir } from '../support/temp-dir.js';
/** `npm run demo` as a user (or a machine) runs it: DESIGN section 7. */
jest.setTimeout(240_000);
const STEPS = [
    'start',
    'clusters',
    'service',
    'ingress',
    'configmap',
    'replicaset',
    'preferences',
    'secret',
    'traffic',
    'operate',
    'hub-away',
];
let home;
let runs = 0;
beforeAll(async () => {
    home = await tempDir('story');
});
afterEach(() => new Processes(home.path).close());
afterAll(() => home.remove());
async function workDir() {
    const dir = join(home.path, `run-${++runs}`);
    await mkdir(dir);
    return dir;
}
async function demo(args, dir) {
    return new DemoRun(dir ?? (await workDir()), args.split(' '));
}
/** Ended with `code`, and left nothing behind. */
async function expectEnd(run, code, dir = home.path) {
    const ended = await run.code;
    if (ended !== code)
        throw new Error(`exit code ${ended}, not ${code}\n${run.stdout}\n${run.stderr}`);
    expect(processesOf(dir)).toEqual([]);
}
describe('the demo', () => {
    it('walks through the story and says so in its last line', async () => {
        const dir = await workDir();
        const port = await freePort();
        const run = await demo(`--once --json --clusters 3 --port ${port}`, dir);
        await expectEnd(run, 0);
        const lines = run.stdout.trimEnd().split('\n');
        // Nothing but the result, so that a pipe gets clean JSON.
        expect(lines).toHaveLength(1);
        const kubeconfig = join(dir, '.meridian', 'demo', 'kubeconfig');
        const result = JSON.parse(lines[0] ?? '');
        expect(result).toEqual({
            ok: true,
            steps: STEPS.map((id) => ({
                id,
                ok: true,
                ms: expect.any(Number),
                command: expect.stringMatching(/^(kubectl|curl|npm run demo)/),
            })),
            kubeconfig,
            hub: `https://127.0.0.1:${port}`,
            edges: { 'us-central1': expect.stringMatching(/^127\.0\.1\.1:\d+$/) },
        });
        expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
        const contexts = (await readFile(kubeconfig, 'utf8')).match(/^ {2}- name: .*$/gm) ?? [];
        for (const name of ['federation', 'us-central1-a', 'us-central1-b', 'us-central1-c'])
            expect(contexts.join('\n')).toContain(name);
        // The story is told, on stderr here, with the commands it stands for.
        expect(run.stderr).toContain('$ kubectl --context=federation get clusters');
        expect(run.stderr).toContain('All steps done.');
    });
    it('leaves nothing behind when it is interrupted while it starts', async () => {
        const run = await demo(`--clusters 2 --port ${await freePort()}`);
        await run.printed('is up');
        run.signal('SIGINT');
        await expectEnd(run, 130);
    });
    it('holds its place: a second one and one on its port say so; it ends whole in the middle', async () => {
        const dir = await workDir();
        const port = await freePort();
        const first = await demo(`--clusters 1 --port ${port}`, dir);
        await first.printed('hub ready');
        const second = await demo(`--once --clusters 1 --port ${await freePort()}`, dir);
        const other = await workDir();
        const taken = await demo(`--once --json --clusters 1 --port ${port}`, other);
        expect(await second.code).not.toBe(0);
        expect(second.stdout).toContain(`another demo runs in ${join(dir, '.meridian', 'demo')} (process ${first.pid})`);
        expect(await taken.code).not.toBe(0);
        expect(JSON.parse(taken.stdout)).toMatchObject({
            ok: false,
            steps: [
                { id: 'start', ok: false, error: expect.stringContaining(`port ${port} on 127.0.0.1 is taken`) },
            ],
        });
        // A sentence for people, no stack.
        expect(taken.stderr).not.toMatch(/^ +at /m);
        expect(processesOf(other)).toEqual([]);
        await first.printed('1. The clusters are there');
        first.signal('SIGINT');
        await expectEnd(first, 130);
    });
    it('ends what a killed one left, and starts', async () => {
        const dir = await workDir();
        const first = await demo(`--clusters 1 --port ${await freePort()}`, dir);
        await first.printed('hub ready');
        first.signal('SIGKILL');
        await first.code;
        const left = processesOf(dir);
        expect(left).not.toHaveLength(0);
        const next = await demo(`--clusters 1 --port ${await freePort()}`, dir);
        await next.printed('hub ready');
        await eventually('the old ones are gone', () => Promise.resolve(!processesOf(dir).some((pid) => left.includes(pid))));
        next.signal('SIGTERM');
        await expectEnd(next, 130);
    });
    it('says what is wrong with a command line, and what is right', async () => {
        const help = await demo('--help');
        await expectEnd(help, 0);
        for (const option of ['--once', '--json', '--clusters N', '--keep-data', '--port N'])
            expect(help.stdout).toContain(option);
        const wrong = [
            ['--onse', "Unknown option '--onse'"],
            ['--clusters 0', '--clusters takes a whole number from 1 to 100, not "0"'],
            ['--port http', '--port takes a whole number from 1 to 65535, not "http"'],
            ['--once now', "Unexpected argument 'now'"],
        ];
        for (const [args, message] of wrong) {
            const run = await demo(args);
            await expectEnd(run, 2);
            expect(run.stderr).toContain(message);
            expect(run.stdout).toBe('');
        }
    });
});
//# sourceMappingURL=story.test.js.map