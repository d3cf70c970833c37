import { isIP } from 'node:net';
import { type KubeObject } from '#libs/apimachinery';
import { type MemberCluster } from '#libs/kube-client';
import { type Clock, type Logger } from '#libs/process';
import { MemberWatch } from '../work/member-watch.js';
import { MAX_LOCAL_SERVICES } from './limits.js';

export interface LocalServicesOptions {
  readonly member: MemberCluster;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The addresses of the Service `namespace/name` have changed. */
  readonly onChange: (service: string) => void;
}

/** The cluster IPs of all Services of the member. Keeps what it knows while the member does not answer. */
export class LocalServices {
  private readonly ips = new Map<string, readonly string[]>();
  private listing: Set<string> | undefined;
  private readonly watch: MemberWatch;

  constructor(private readonly options: LocalServicesOptions) {
    const { member, clock, logger } = options;
    this.watch = new MemberWatch({
      ...{ member, clock, logger, apiVersion: 'v1', kind: 'Service' },
      onListing: () => void (this.listing = new Set()),
      onObject: (service) => this.see(service),
      onDeleted: (service) => this.put(keyOf(service), []),
      onListed: () => this.complete(),
    });
  }

  start(): void {
    this.watch.start();
  }

  /** Empty for what is not there, and for headless ones. */
  of(service: string): readonly string[] {
    return this.ips.get(service) ?? [];
  }

  names(): IterableIterator<string> {
    return this.ips.keys();
  }

  stop(): Promise<void> {
    return this.watch.stop();
  }

  private see(service: KubeObject): void {
    const key = keyOf(service);
    this.listing?.add(key);
    this.put(key, clusterIps(service));
  }

  private complete(): void {
    const listed = this.listing;
    this.listing = undefined;
    if (listed === undefined) return;
    for (const key of [...this.ips.keys()]) if (!listed.has(key)) this.put(key, []);
  }

  private put(key: string, ips: readonly string[]): void {
    const before = this.of(key);
    if (before.length === ips.length && before.every((ip, at) => ip === ips[at])) return;
    if (ips.length === 0) this.ips.delete(key);
    else if (this.ips.has(key) || this.ips.size < MAX_LOCAL_SERVICES) this.ips.set(key, ips);
    this.options.onChange(key);
  }
}

function keyOf({ metadata: { namespace = '', name = '' } }: KubeObject): string {
  return `${namespace}/${name}`;
}

/** All families; none of a headless Service (`None`), or one without an address yet. */
function clusterIps(service: KubeObject): string[] {
  const { clusterIP, clusterIPs } = (service['spec'] ?? {}) as { clusterIP?: unknown; clusterIPs?: unknown };
  const all: unknown[] = Array.isArray(clusterIPs) ? clusterIPs : [clusterIP];
  return all.filter((ip): ip is string => typeof ip === 'string' && isIP(ip) > 0);
}
