import { DnsServer, type DnsCounts } from '#libs/dns';
import { type MemberCluster } from '#libs/kube-client';
import { type BackendFacts } from '#libs/protocol';
import { type Clock, type ListenAddress, type Logger } from '#libs/process';
import { AgentNames, type LocalEndpoint } from './agent-names.js';
import { ANSWERS_PER_SECOND } from './limits.js';
import { LocalServices } from './local-services.js';
import { type NameIntake } from './name-intake.js';

export interface NamingOptions {
  readonly cluster: string;
  readonly listen: ListenAddress;
  readonly names: NameIntake;
  readonly member: MemberCluster;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the rest of the agent knows of a Service here, `namespace/name`. */
export interface NamingSources {
  /** Undefined: not known. */
  readonly backendOf: (service: string) => BackendFacts | undefined;
  /** Ready endpoints of an exported headless one. */
  readonly endpointsOf: (service: string) => readonly LocalEndpoint[];
}

/** DNS in one cluster: answers by the hub's tables of names and by what is here. */
export class Naming {
  private readonly services: LocalServices;
  private readonly names: AgentNames;
  private readonly server: DnsServer;
  private sources: NamingSources = { backendOf: () => undefined, endpointsOf: () => [] };

  constructor(options: NamingOptions) {
    const { cluster, member, clock, logger, listen, names } = options;
    this.services = new LocalServices({
      ...{ member, clock, logger },
      onChange: (service) => this.names.localChanged(service),
    });
    this.names = new AgentNames({
      ...{ cluster, tables: names.tables, logger },
      local: (service) => ({
        ips: this.services.of(service),
        ready: this.sources.backendOf(service)?.ready,
        endpoints: this.sources.endpointsOf(service),
      }),
      localNames: () => this.services.names(),
    });
    names.onChange((changed) => this.names.apply(changed));
    const { zones } = this.names;
    const locate = (): string | undefined => this.names.region();
    this.server = new DnsServer({
      ...{ listen, zones, locate, clock, logger },
      answersPerSecond: ANSWERS_PER_SECOND,
    });
  }

  /** Answers by the last tables at once, and follows the member. Rejects where it cannot listen. */
  async start(sources: NamingSources): Promise<ListenAddress> {
    this.sources = sources;
    this.names.nameAll();
    const at = await this.server.start();
    this.services.start();
    return at;
  }

  /** The endpoints of this Service, `namespace/name`, have changed; undefined: those of all are known now. */
  endpointsChanged(service?: string): void {
    if (service === undefined) this.names.nameAll();
    else this.names.localChanged(service);
  }

  counts(): DnsCounts {
    return this.server.counts();
  }

  async stop(): Promise<void> {
    await this.services.stop();
    await this.server.close();
  }
}
