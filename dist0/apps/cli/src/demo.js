import { mkdir, rm, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isPortFree } from '#libs/embedded';
import {} from './demo/context.js';
import { DEMO_HELP, parseDemoOptions, UsageError } from './demo/demo-options.js';
import { DemoFederation } from './demo/federation.js';
import { Output } from './demo/output.js';
import { places } from './demo/places.js';
import { endLeftovers, ProcessGroup } from './demo/process-group.js';
import { forgetStory } from './demo/forget-story.js';
import { CREATE_STEPS } from './demo/steps-create.js';
import { OPERATE_STEPS } from './demo/steps-operate.js';
/** `npm run demo` (DESIGN section 7; the story is walkthrough.md). */
const DIR = resolve('.meridian', 'demo');
/** Postgres, JetStream and nine clusters; less ends in half-written files. */
const MIN_FREE_BYTES = 512 * 1024 * 1024;
async function main() {
    const options = parseDemoOptions(process.argv.slice(2));
    if (!options) {
        process.stdout.write(DEMO_HELP);
        return 0;
    }
    const output = new Output(options.json);
    const processes = new ProcessGroup(DIR, (name, tail) => output.line(`\n!! ${name} ended by itself:\n${tail}`));
    const federation = new DemoFederation({
        dir: DIR,
        port: options.port,
        places: places(options.clusters),
        processes,
        edges: true,
        hosting: 'apart',
    });
    const interrupted = untilSignal();
    const results = [];
    try {
        const story = tell(options, output, federation, results);
        story.catch(() => undefined);
        const ok = await Promise.race([story, interrupted.then(() => 'interrupted')]);
        if (ok === 'interrupted')
            return 130;
        output.result(resultOf(federation, results));
        if (options.once || !ok)
            return ok ? 0 : 1;
        invite(output, federation);
        await interrupted;
        return 0;
    }
    finally {
        output.line('\nstopping everything');
        federation.close();
        await processes.stopAll();
    }
}
/** False: a step failed, and the rest was not tried. */
async function tell(options, output, federation, results) {
    const start = {
        id: 'start',
        number: 0,
        title: `Starting Postgres, NATS, the hub, ${options.clusters} simulated clusters with agents, and an edge for each region`,
        command: 'npm run demo',
        run: async () => {
            await prepare(options);
            await federation.start((text) => output.progress(text));
            if (options.keepData)
                await forgetStory(federation.hub);
        },
    };
    const context = storyContext(output, federation);
    for (const step of [start, ...CREATE_STEPS, ...OPERATE_STEPS]) {
        const result = await runStep(step, context, output);
        results.push(result);
        if (!result.ok)
            return false;
    }
    output.line(`\nAll steps done.`);
    return true;
}
async function runStep(step, context, output) {
    const begin = performance.now();
    const base = { id: step.id, command: step.command };
    output.step(step.number, step.title);
    try {
        await step.run(context);
        return { ...base, ok: true, ms: Math.round(performance.now() - begin) };
    }
    catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        output.line(`\nstep ${step.id} failed: ${message}\n(logs are in ${join(DIR, 'logs')})`);
        return { ...base, ok: false, ms: Math.round(performance.now() - begin), error: message };
    }
}
async function prepare(options) {
    await endLeftovers(DIR);
    if (!(await isPortFree(options.port)))
        throw new Error(`port ${options.port} on 127.0.0.1 is taken: free it, or choose another with --port`);
    if (!options.keepData)
        await rm(DIR, { recursive: true, force: true });
    await mkdir(DIR, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(DIR);
    if (bavail * bsize < MIN_FREE_BYTES)
        throw new Error(`only ${Math.round((bavail * bsize) / 1024 / 1024)} MiB are free in ${DIR}; the demo needs ${MIN_FREE_BYTES / 1024 / 1024}`);
}
function storyContext(output, federation) {
    return {
        places: federation.places,
        get edges() {
            return federation.edgePlaces;
        },
        get hub() {
            return federation.hub;
        },
        member: (cluster) => federation.member(cluster),
        typed: (command) => output.typed(command),
        said: (text) => output.said(text),
        powerOff: (cluster) => federation.powerOff(cluster),
        powerOn: (cluster) => federation.powerOn(cluster),
        stopHub: () => federation.stopHub(),
        startHub: () => federation.startHub(),
    };
}
function resultOf(federation, steps) {
    return {
        ok: steps.every(({ ok }) => ok),
        steps,
        kubeconfig: federation.kubeconfigFile,
        hub: federation.hubUrl,
        edges: Object.fromEntries(federation.edgePlaces.map(({ region, http }) => [region, http])),
    };
}
function invite(output, federation) {
    output.line([
        '',
        'Everything stays up until Ctrl-C. Try it:',
        `  export KUBECONFIG=${federation.kubeconfigFile}`,
        '  kubectl --context=federation get clusters,services,rs',
        `  kubectl --context=${federation.places[0]?.cluster ?? ''} get pods`,
        ...federation.edgePlaces.map(({ region, http }) => `  curl http://${http}/   # as a client near ${region}`),
    ].join('\n'));
}
/** Resolves at the first Ctrl-C or SIGTERM; a second one ends at once. */
function untilSignal() {
    return new Promise((resolve) => {
        let seen = false;
        const onSignal = () => {
            if (seen)
                process.exit(130);
            seen = true;
            resolve();
        };
        process.on('SIGINT', onSignal);
        process.on('SIGTERM', onSignal);
    });
}
main()
    .then((code) => process.exit(code))
    .catch((error) => {
    const usage = error instanceof UsageError;
    process.stderr.write(usage
        ? `demo: ${error.message}\n\n${DEMO_HELP}`
        : `demo: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(usage ? 2 : 1);
});
//# sourceMappingURL=demo.js.map