import { isReason, type KubeObject } from '#libs/apimachinery';
import { type MemberCluster, type MemberResource } from '#libs/kube-client';
import { type Clock, type Logger } from '#libs/process';
import { judgeLease, type LeaseView, type Step } from './judge-lease.js';
import { type LeaseLimits } from './limits.js';

export interface MemberLeaseOptions {
  readonly member: MemberCluster;
  readonly hubUid: string;
  /** Where this agent lives, for people: `host:/directory`. The same after a restart. */
  readonly place: string;
  /** Of this start; a later start sorts after. */
  readonly instance: string;
  /** Whether the broker takes us: one that is revoked gives way to one that is not. */
  readonly connected: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: LeaseLimits;
}

/** Always there, and where other controllers keep their leases as well. */
const NAMESPACE = 'kube-system';
const WANTED_BY = 'federation.meridian.dev/wanted-by';
const FIELD_MANAGER = 'meridian-lease';

/**
 * Which of several agents of one cluster works: the holder of a Lease in the member itself
 * (docs/decisions/0022-a-lease-in-the-member.md). Two happen by mistake: a data directory that was copied, a second
 * installation. Where leases may not be used, or the member is away, nobody stands down; marks still keep an agent from
 * going back.
 */
export class MemberLease {
  /** Undefined until the first look. */
  private leads: boolean | undefined;
  private answer: () => void = () => undefined;
  /** Resolves with the first answer. */
  readonly decided = new Promise<void>((resolve) => (this.answer = resolve));
  private cancel: (() => void) | undefined;
  private looking: Promise<void> | undefined;
  private listener: (leading: boolean) => void = () => undefined;
  private stopped = false;
  private unguarded = false;
  /** What was seen last, and since when it is the same, by our clock. */
  private lastHeld = { text: '', since: 0 };
  private lastWanted = { text: '', since: 0 };

  constructor(private readonly options: MemberLeaseOptions) {}

  get isDecided(): boolean {
    return this.leads !== undefined;
  }

  get leading(): boolean {
    return this.leads === true;
  }

  /** Who else wants to work; undefined while nobody does. */
  get rival(): string | undefined {
    const { clock, limits } = this.options;
    const { text, since } = this.lastWanted;
    return text !== '' && clock.now() - since < limits.durationMs ? placeOf(text) : undefined;
  }

  /** `onChange` is called with the first answer, and when it changes. */
  start(onChange: (leading: boolean) => void): void {
    this.listener = onChange;
    this.look();
  }

  /** The member is back: somebody else may have taken over meanwhile. */
  look(): void {
    if (this.stopped || this.looking) return;
    this.cancel?.();
    this.looking = this.attempt().finally(() => {
      this.looking = undefined;
      if (!this.stopped)
        this.cancel = this.options.clock.after(this.options.limits.renewMs, () => this.look());
    });
  }

  /** Gives the lease back, so that the next one need not wait. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel?.();
    this.answer();
    await this.looking;
    if (!this.leading || this.unguarded) return;
    this.leads = false;
    try {
      const resource = await this.resource();
      const lease = await this.read(resource);
      if (lease?.holder === this.holder) await this.write(resource, lease, this.fields(lease, ''));
    } catch (error) {
      this.options.logger.debug({ err: error }, 'the lease was not given back; it runs out');
    }
  }

  private get holder(): string {
    return `${this.options.place} ${this.options.instance}`;
  }

  private get name(): string {
    return `meridian-agent-${this.options.hubUid}`.toLowerCase();
  }

  private async attempt(): Promise<void> {
    try {
      const resource = await this.resource();
      for (let tries = 0; tries < 3; tries++) if (await this.turn(resource)) return;
    } catch (error) {
      const may = isReason(error, 'Forbidden') || isReason(error, 'NotFound');
      if (may && !this.unguarded)
        this.options.logger.warn(
          { err: error, namespace: NAMESPACE },
          'leases cannot be used in this cluster: a second agent by mistake would not stand down',
        );
      this.unguarded = may;
      // Without a member nothing can be done twice; what was known stays.
      if (may || this.leads === undefined) this.become(true);
    }
  }

  /** False: somebody else wrote meanwhile. */
  private async turn(resource: MemberResource): Promise<boolean> {
    const lease = await this.read(resource);
    this.unguarded = false;
    try {
      await this.take(resource, lease, this.judge(lease));
      return true;
    } catch (error) {
      if (isReason(error, 'Conflict')) return false;
      throw error;
    }
  }

  private judge(lease: LeaseView | undefined): Step {
    const { clock, connected, limits } = this.options;
    const now = clock.now();
    const held = lease ? `${lease.holder} ${lease.renewTime}` : '';
    if (held !== this.lastHeld.text) this.lastHeld = { text: held, since: now };
    const wanted = lease?.wantedBy ?? '';
    const byUs = placeOf(wanted) === this.options.place && wanted.includes(this.options.instance);
    if (wanted !== this.lastWanted.text) this.lastWanted = { text: byUs ? '' : wanted, since: now };
    return judgeLease({
      lease,
      holder: this.holder,
      stale: now - this.lastHeld.since >= limits.durationMs,
      rival: this.rival,
      connected: connected(),
    });
  }

  private async take(resource: MemberResource, lease: LeaseView | undefined, step: Step): Promise<void> {
    switch (step) {
      case 'take':
      case 'renew':
        await this.write(resource, lease, this.fields(lease, this.holder));
        this.become(true);
        return;
      case 'release':
        await this.write(resource, lease, this.fields(lease, ''));
        this.become(false);
        return;
      case 'ask':
        this.become(false, lease?.holder);
        await this.write(resource, lease, {
          metadata: { annotations: { [WANTED_BY]: `${this.holder} ${this.time()}` } },
        });
        return;
      case 'stand-by':
        this.become(false, lease?.holder);
    }
  }

  private fields(lease: LeaseView | undefined, holderIdentity: string): Record<string, unknown> {
    const { durationMs } = this.options.limits;
    const renewTime = this.time();
    const moved = lease?.holder !== holderIdentity;
    return {
      metadata: moved && holderIdentity !== '' ? { annotations: { [WANTED_BY]: null } } : {},
      spec: {
        holderIdentity,
        leaseDurationSeconds: Math.ceil(durationMs / 1000),
        renewTime,
        ...(moved ? { acquireTime: renewTime, leaseTransitions: (lease?.transitions ?? 0) + 1 } : {}),
      },
    };
  }

  private time(): string {
    return new Date(this.options.clock.now()).toISOString().replace('Z', '000Z');
  }

  private become(leading: boolean, holder = ''): void {
    if (this.leads === leading || this.stopped) return;
    this.leads = leading;
    this.answer();
    const { logger } = this.options;
    if (leading) logger.info({ lease: this.name }, 'this agent works for its cluster');
    else
      logger.error(
        { holder },
        'another agent works for this cluster: this one stands by, end one of the two',
      );
    this.listener(leading);
  }

  private resource(): Promise<MemberResource> {
    return this.options.member.resolve('coordination.k8s.io/v1', 'Lease');
  }

  private async read(resource: MemberResource): Promise<LeaseView | undefined> {
    const found = await this.options.member.get(resource, NAMESPACE, this.name);
    return found && viewOf(found);
  }

  /** What was read is a precondition. */
  private async write(
    resource: MemberResource,
    lease: LeaseView | undefined,
    fields: Record<string, unknown>,
  ): Promise<void> {
    const { member } = this.options;
    if (lease) {
      const { metadata } = fields as { metadata?: object };
      const patch = { ...fields, metadata: { ...metadata, resourceVersion: lease.resourceVersion } };
      await member.mergePatch(resource, NAMESPACE, this.name, patch);
      return;
    }
    const object: KubeObject = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      ...fields,
      metadata: { name: this.name, namespace: NAMESPACE },
    };
    await member.apply(resource, object, { fieldManager: FIELD_MANAGER, force: true });
  }
}

function placeOf(holder: string): string {
  return holder.split(' ')[0] ?? '';
}

function viewOf({ metadata, ...rest }: KubeObject): LeaseView {
  const spec = (rest['spec'] ?? {}) as Readonly<Record<string, unknown>>;
  return {
    resourceVersion: metadata.resourceVersion ?? '',
    holder: typeof spec['holderIdentity'] === 'string' ? spec['holderIdentity'] : '',
    renewTime: typeof spec['renewTime'] === 'string' ? spec['renewTime'] : '',
    transitions: typeof spec['leaseTransitions'] === 'number' ? spec['leaseTransitions'] : 0,
    wantedBy: metadata.annotations?.[WANTED_BY] ?? '',
  };
}
