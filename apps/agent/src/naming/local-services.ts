import { isIP } from 'node:net';
import { type KubeObject } from '#libs/apimachinery';
import { type MemberCluster } from '#libs/kube-client';
import { sleep, type Clock, type Logger } from '#libs/process';
import { TypeWatch } from '../work/type-watch.js';
import { MAX_LOCAL_SERVICES, RESOLVE_RETRY_MS } from './limits.js';

export interface LocalServicesOptions {
  readonly member: MemberCluster;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The addresses of the Service `namespace/name` have changed. */
  readonly onChange: (service: string) => void;
}

/** The cluster IPs of all Services of the member. Keeps what it knows while the member does not answer. */
export class LocalServices {
  private readonly controller = new AbortController();
  private readonly ips = new Map<string, readonly string[]>();
  private listing: Set<string> | undefined;
  private watch: TypeWatch | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: LocalServicesOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Empty for what is not there, and for headless ones. */
  of(service: string): readonly string[] {
    return this.ips.get(service) ?? [];
  }

  names(): IterableIterator<string> {
    return this.ips.keys();
  }

  async stop(): Promise<void> {
    this.controller.abort();
    await this.running;
    await this.watch?.stop();
  }

  private async run(): Promise<void> {
    const { member, clock, logger } = this.options;
    const { signal } = this.controller;
    while (!signal.aborted) {
      try {
        const resource = await member.resolve('v1', 'Service');
        if (isAborted(signal)) return;
        this.watch = new TypeWatch({
          ...{ member, resource, clock, logger, labelSelector: '' },
          onListing: () => void (this.listing = new Set()),
          onObject: (service) => this.see(service),
          onDeleted: (service) => this.put(keyOf(service), []),
          onListed: () => this.complete(),
          onSettled: () => undefined,
        });
        return;
      } catch (error) {
        logger.debug({ err: error }, 'the Services of the member cannot be found; trying again');
        await sleep(clock, RESOLVE_RETRY_MS, signal);
      }
    }
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

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
