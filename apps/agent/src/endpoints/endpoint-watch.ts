import { type KubeObject } from '#libs/apimachinery';
import { type MemberCluster } from '#libs/kube-client';
import { type BackendFacts, type ObjectIdentity } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { MemberWatch } from '../work/member-watch.js';
import { EndpointCounts, sliceKey } from './endpoint-counts.js';

export interface EndpointWatchOptions {
  readonly member: MemberCluster;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The endpoints of this Service have changed. */
  readonly onChange: (service: ObjectIdentity) => void;
  /** Every Service's numbers are known from now on. */
  readonly onKnown: () => void;
  /** Gets every slice besides; absent: nobody cares for them. */
  readonly slices?: SliceListener;
}

/** Hears of all EndpointSlices of the member. */
export interface SliceListener {
  seen(slice: KubeObject): void;
  gone(slice: KubeObject): void;
  /** A list is complete: what was not seen since the one before is not there. */
  listed(): void;
}

/**
 * Follows the member's EndpointSlices and keeps sums for each Service only. All of the member's, not just ours: slices carry
 * no mark of ours, and a Service that is taken over has them already.
 */
export class EndpointWatch {
  private readonly counts: EndpointCounts;
  /** What the list that is under way has named. */
  private listing: Set<string> | undefined;
  private known = false;
  private readonly watch: MemberWatch;

  constructor(private readonly options: EndpointWatchOptions) {
    this.counts = new EndpointCounts((service) => this.told(service));
    const { member, clock, logger } = options;
    this.watch = new MemberWatch({
      ...{ member, clock, logger, apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
      onListing: () => void (this.listing = new Set()),
      onObject: (slice) => this.see(slice),
      onDeleted: (slice) => this.gone(slice),
      onListed: () => this.complete(),
    });
  }

  /** Undefined until the member's slices were first listed, and for what is no Service: nothing is not the same as zero. */
  of({ kind, apiVersion, namespace, name }: ObjectIdentity): BackendFacts | undefined {
    if (!this.known || kind !== 'Service' || apiVersion !== 'v1') return undefined;
    return this.counts.of(`${namespace}/${name}`);
  }

  start(): void {
    this.watch.start();
  }

  /** The member answers again. */
  retryNow(): void {
    this.watch.retryNow();
  }

  stop(): Promise<void> {
    return this.watch.stop();
  }

  private told(service: string): void {
    const slash = service.indexOf('/');
    const [namespace, name] = [service.slice(0, slash), service.slice(slash + 1)];
    this.options.onChange({ apiVersion: 'v1', kind: 'Service', namespace, name });
  }

  private see(slice: KubeObject): void {
    this.listing?.add(sliceKey(slice));
    this.counts.set(slice);
    this.options.slices?.seen(slice);
  }

  private gone(slice: KubeObject): void {
    this.counts.delete(slice);
    this.options.slices?.gone(slice);
  }

  private complete(): void {
    if (this.listing) this.counts.keepOnly(this.listing);
    this.listing = undefined;
    this.options.slices?.listed();
    if (this.known) return;
    this.known = true;
    this.options.onKnown();
  }
}
