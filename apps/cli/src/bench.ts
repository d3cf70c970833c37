import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { freePort } from '#libs/embedded';
import { benchPropagation } from './bench/propagation.js';
import { treePss } from './bench/pss.js';
import { DemoFederation } from './demo/federation.js';
import { places } from './demo/places.js';
import { endLeftovers, ProcessGroup } from './demo/process-group.js';
import { CLUSTERS, isReady } from './demo/steps-create.js';

/** `npm run bench -- NAME`: one benchmark, JSON lines on stdout, the last one the summary. */

const DIR = resolve('.meridian', 'bench');
const MEMBERS = 9;

type Metrics = Readonly<Record<string, unknown>>;

interface Benchmark {
  readonly help: string;
  readonly run: (
    federation: DemoFederation,
    processes: ProcessGroup,
  ) => Promise<{ n: number; metrics: Metrics }>;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  propagation: {
    help: 'create, update and status latency over nine members, a burst of 300 objects, and memory with 400 objects',
    run: async (federation, processes) => {
      const figures = await benchPropagation(federation, emit);
      const hubMemoryMb = await treePss(processes.pid('hub') ?? 0);
      emit({ metric: 'memory', what: 'PSS of hub, Postgres and NATS', mb: hubMemoryMb });
      const { createMs, updateMs, statusMs, burst } = figures;
      return { n: createMs.n, metrics: { createMs, updateMs, statusMs, burst, hubMemoryMb } };
    },
  },
};

function emit(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function usage(): string {
  const list = Object.entries(BENCHMARKS).map(([name, { help }]) => `  ${name.padEnd(12)} ${help}`);
  return [
    'npm run bench -- NAME [--apart]',
    '',
    'Runs one benchmark on this machine in .meridian/bench; JSON lines on stdout.',
    'All simulators share a process, and all agents another; with --apart each has its own, as in the demo.',
    '',
    ...list,
    '',
  ].join('\n');
}

async function main(): Promise<number> {
  const [name, ...flags] = process.argv.slice(2);
  const hosting = flags.includes('--apart') ? 'apart' : 'together';
  if (name === '--help') {
    process.stdout.write(usage());
    return 0;
  }
  const benchmark = name === undefined ? undefined : BENCHMARKS[name];
  if (!benchmark) {
    process.stderr.write(
      `bench: ${name === undefined ? 'which one?' : `there is no benchmark "${name}"`}\n\n${usage()}`,
    );
    return 2;
  }
  await endLeftovers(DIR);
  await rm(DIR, { recursive: true, force: true });
  await mkdir(DIR, { recursive: true, mode: 0o700 });
  const processes = new ProcessGroup(DIR, (process_, tail) =>
    emit({ error: `${process_} ended by itself`, tail }),
  );
  const federation = new DemoFederation({
    dir: DIR,
    port: await freePort(),
    places: places(MEMBERS),
    processes,
    hosting,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void processes.stopAll().then(() => process.exit(130)));
  try {
    const begin = performance.now();
    await federation.start(() => undefined);
    await Promise.all(
      federation.places.map(({ cluster }) =>
        federation.hub.until(`${CLUSTERS}/${cluster}`, `${cluster} is Ready`, isReady),
      ),
    );
    emit({
      metric: 'start',
      what: `cold start to ${MEMBERS} clusters Ready`,
      hosting,
      ms: Math.round(performance.now() - begin),
    });
    const { n, metrics } = await benchmark.run(federation, processes);
    emit({ summary: true, name, n, hosting, metrics });
    return 0;
  } finally {
    federation.close();
    await processes.stopAll();
  }
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(
      `bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  });
