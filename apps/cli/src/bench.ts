import { benchApi } from './bench/api.js';
import { benchDelivery } from './bench/delivery.js';
import { benchEdge } from './bench/edge.js';
import { distribution } from './bench/figures.js';
import { Laboratory } from './bench/laboratory.js';
import { benchFleet } from './bench/fleet.js';
import { benchPlacement } from './bench/placement.js';
import { benchPropagation, SAMPLES, statusChanges } from './bench/propagation.js';
import { benchRestart } from './bench/restart.js';
import { benchRouting } from './bench/routing.js';

/** `npm run bench -- NAME`: one benchmark, JSON lines on stdout, the last one the summary. */

const MEMBERS = 9;

interface Benchmark {
  readonly help: string;
  readonly run: (laboratory: Laboratory) => Promise<{ n: number; metrics: object }>;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  propagation: {
    help: 'create, update and status latency over nine members, a burst of 300 objects, and memory with 400 objects',
    run: async (laboratory) => {
      const metrics = await benchPropagation(laboratory);
      return { n: metrics.createMs.n, metrics };
    },
  },
  status: {
    help: 'status change in a member to merged status at the hub, at rest',
    run: async (laboratory) => {
      const statusMs = distribution(await statusChanges(await laboratory.start(MEMBERS), SAMPLES));
      return { n: statusMs.n, metrics: { statusMs } };
    },
  },
  delivery: {
    help: 'three bursts of 300 objects into nine members with their statuses, and 5,000 changes that one member missed',
    run: async (laboratory) => {
      const metrics = await benchDelivery(laboratory);
      return { n: metrics.burst.length, metrics };
    },
  },
  restart: {
    help: 'restart of the hub with 5,000 objects in nine members, and its memory',
    run: async (laboratory) => {
      const metrics = await benchRestart(laboratory);
      return { n: metrics.objects, metrics };
    },
  },
  fleet: {
    help: 'hub and broker alone: one object to 1,000 connected agents, their statuses, memory; bursts into nine',
    run: async (laboratory) => {
      const metrics = await benchFleet(laboratory);
      return { n: metrics.toAllMs.n, metrics };
    },
  },
  api: {
    help: 'requests to the hub alone: creates, gets, a list of 10,000 objects, and 1,000 idle watches',
    run: async (laboratory) => {
      const metrics = await benchApi(laboratory);
      return { n: metrics.creates.n, metrics };
    },
  },
  placement: {
    help: 'the pure placement: divisions of several forms and sizes, and 10,000 objects planned again after a loss',
    run: (laboratory) => {
      const metrics = benchPlacement(laboratory.emit);
      return Promise.resolve({ n: Object.keys(metrics.divisionMs).length, metrics });
    },
  },
  routing: {
    help: 'the pure routing engine: one table of several sizes, and all tables of 5,000 services in 6 clusters',
    run: (laboratory) => {
      const metrics = benchRouting(laboratory.emit);
      return Promise.resolve({ n: Object.keys(metrics.tableMs).length, metrics });
    },
  },
  edge: {
    help: 'the embedded edge between a load and two gateways: throughput, added latency, a gateway killed',
    run: async (laboratory) => {
      const metrics = await benchEdge(laboratory.emit);
      return { n: metrics.throughMs.n, metrics };
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
  const unknown = flags.find((flag) => flag !== '--apart');
  if (name === '--help') {
    process.stdout.write(usage());
    return 0;
  }
  const benchmark = name === undefined ? undefined : BENCHMARKS[name];
  if (name === undefined || !benchmark || unknown !== undefined) {
    const what = name === undefined ? 'which one?' : `there is no ${unknown ?? `benchmark "${name}"`}`;
    process.stderr.write(`bench: ${what}\n\n${usage()}`);
    return 2;
  }
  const laboratory = new Laboratory(flags.includes('--apart') ? 'apart' : 'together', emit);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void laboratory.close().then(() => process.exit(130)));
  try {
    const { n, metrics } = await benchmark.run(laboratory);
    emit({ summary: true, name, n, hosting: laboratory.hosting, metrics });
    return 0;
  } finally {
    await laboratory.close();
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
