import { join } from 'node:path';
import { freePort } from '#libs/embedded';
import { type Place } from './places.js';
import { type ProcessGroup } from './process-group.js';

/** An edge as its clients see it. */
export interface EdgePlace {
  readonly region: string;
  /** `HOST:PORT` of HTTP. */
  readonly http: string;
  /** Of DNS. */
  readonly dns: { readonly host: string; readonly port: number };
}

export interface DemoEdgesOptions {
  /** Everything they write is below. */
  readonly dir: string;
  readonly hubUrl: string;
  readonly places: readonly Place[];
  readonly processes: ProcessGroup;
  /** Of the role `edge`. */
  readonly joinToken: (name: string) => Promise<string>;
}

/** Loopback addresses that need no set-up: all of 127/8 can be listened on (ingress.md, section 3.5, tier A). */
const EDGE_HOST = (index: number): string => `127.0.1.${index + 1}`;
const GATEWAYS_IN_A_NET = 250;
const GATEWAY_HOST = (index: number): string =>
  `127.0.${2 + Math.floor(index / GATEWAYS_IN_A_NET)}.${(index % GATEWAYS_IN_A_NET) + 1}`;

/** An edge for each region of the demo, and where each simulated cluster has its gateway. */
export class DemoEdges {
  private started: EdgePlace[] = [];
  private gatewayPort: Promise<number> | undefined;

  constructor(private readonly options: DemoEdgesOptions) {}

  /** Those that are up, in the order of the places. */
  get all(): readonly EdgePlace[] {
    return this.started;
  }

  /** `HOST:PORT`, the same for the life of this demo. */
  async gatewayOf(cluster: string): Promise<string> {
    const index = this.options.places.findIndex((place) => place.cluster === cluster);
    this.gatewayPort ??= freePort();
    return `${GATEWAY_HOST(index)}:${await this.gatewayPort}`;
  }

  async start(progress: (text: string) => void): Promise<void> {
    const regions = [...new Set(this.options.places.map(({ region }) => region))];
    const [http, dns] = [await freePort(), await freePort()];
    this.started = await Promise.all(
      regions.map(async (region, index): Promise<EdgePlace> => {
        const host = EDGE_HOST(index);
        await this.startOne(region, { http: `${host}:${http}`, dns: `${host}:${dns}` });
        progress(`edge of ${region} serves at http://${host}:${http}/`);
        return { region, http: `${host}:${http}`, dns: { host, port: dns } };
      }),
    );
  }

  private async startOne(
    region: string,
    listen: { readonly http: string; readonly dns: string },
  ): Promise<void> {
    const { dir, hubUrl, processes, joinToken } = this.options;
    const name = `edge-${region}`;
    await processes.start(name, 'edge', {
      MERIDIAN_HUB_URL: hubUrl,
      MERIDIAN_EDGE: name,
      // A new one each time; that of an edge which has joined before is not read.
      MERIDIAN_JOIN_TOKEN: await joinToken(name),
      MERIDIAN_DATA_DIR: join(dir, 'edges', region),
      MERIDIAN_REGION: region,
      MERIDIAN_HTTP_LISTEN: listen.http,
      MERIDIAN_HTTPS_LISTEN: 'off',
      MERIDIAN_DNS_LISTEN: listen.dns,
    });
  }
}
