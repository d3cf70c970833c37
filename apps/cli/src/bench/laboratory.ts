import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { freePort } from '#libs/embedded';
import { DemoFederation, type DemoFederationOptions } from '../demo/federation.js';
import { places } from '../demo/places.js';
import { endLeftovers, ProcessGroup } from '../demo/process-group.js';
import { CLUSTERS, isReady } from '../demo/steps-create.js';
import { treeCpu, type Cpu } from './cpu.js';
import { processPss, treePss } from './pss.js';

const DIR = resolve('.meridian', 'bench');

type Hosting = DemoFederationOptions['hosting'];

/** What a benchmark works in: one federation after another in `.meridian/bench`, and where its figures go. */
export class Laboratory {
  private processes: ProcessGroup | undefined;
  private federation: DemoFederation | undefined;

  /** `hosting` is what the user asked for; `emit` writes one JSON line. */
  constructor(
    readonly hosting: Hosting,
    readonly emit: (line: unknown) => void,
  ) {}

  /** A new federation with all its clusters Ready, in place of the one before; its start is measured. */
  async start(members: number, hosting: Hosting = this.hosting): Promise<DemoFederation> {
    await this.close();
    await endLeftovers(DIR);
    await rm(DIR, { recursive: true, force: true });
    await mkdir(DIR, { recursive: true, mode: 0o700 });
    const processes = new ProcessGroup(DIR, (name, tail) =>
      this.emit({ error: `${name} ended by itself`, tail }),
    );
    this.processes = processes;
    const options = {
      dir: DIR,
      port: await freePort(),
      places: places(members),
      processes,
      hosting,
      edges: false,
    };
    const federation = new DemoFederation(options);
    this.federation = federation;
    const begin = performance.now();
    await federation.start(() => undefined);
    await Promise.all(
      federation.places.map(({ cluster }) =>
        federation.hub.until(`${CLUSTERS}/${cluster}`, `${cluster} is Ready`, isReady),
      ),
    );
    const ms = Math.round(performance.now() - begin);
    this.emit({ metric: 'start', what: `cold start to ${members} clusters Ready`, hosting, ms });
    return federation;
  }

  /** PSS of hub, Postgres and NATS, MB. */
  async hubMemoryMb(): Promise<number> {
    const mb = await treePss(this.processes?.pid('hub') ?? 0);
    this.emit({ metric: 'memory', what: 'PSS of hub, Postgres and NATS', mb });
    return mb;
  }

  /** PSS of the hub's process alone, MB. */
  hubOwnMemoryMb(): Promise<number> {
    return processPss(this.processes?.pid('hub') ?? 0);
  }

  /** CPU that the hub, and what it has started, have used until now. */
  hubCpu(): Promise<Cpu> {
    return treeCpu(this.processes?.pid('hub') ?? 0);
  }

  async close(): Promise<void> {
    this.federation?.close();
    await this.processes?.stopAll();
  }
}
