import { createHash } from 'node:crypto';
import { type RoutingTable } from '#libs/protocol';
import { type Effective } from './effective-weights.js';
import { MAX_SLOTS, MIN_SLOTS, MIN_SPARES, SERVICES_PER_SPARE, STANDBYS } from './limits.js';

/** What of a backend cannot be changed while HAProxy runs. */
export interface Profile {
  readonly affinity: RoutingTable['affinity'];
  readonly timeouts: RoutingTable['timeouts'];
  /** Name of the cookie that binds a client; '' without one. */
  readonly cookie: string;
}

/** A place for a gateway. Weight 0: it gets nothing, and keeps its address for what is under way. */
export interface Slot {
  address: string | undefined;
  weight: number;
  /** Gets requests only where no other can be reached. */
  readonly isStandby: boolean;
}

export interface Backend {
  readonly name: string;
  readonly profile: Profile;
  readonly slots: readonly Slot[];
}

interface Held {
  current: Backend | undefined;
  /** From the next reload on. */
  next: Backend | undefined;
}

/** As hubs say it where nobody says otherwise: for spares while there are no services. */
const COMMON: Profile = {
  affinity: { type: 'none', ttlSeconds: 0 },
  timeouts: { connectMs: 500, responseMs: 30_000, idleMs: 60_000 },
  cookie: '',
};

export function profileOf({ key, affinity, timeouts }: RoutingTable): Profile {
  const cookie =
    affinity.type === 'cookie' ? `mrd${createHash('sha256').update(key).digest('hex').slice(0, 8)}` : '';
  return { affinity, timeouts, cookie };
}

/**
 * Which backend of HAProxy serves which service. A backend is made by a reload, and may then serve one service after the
 * other; so spares are made in advance. A service that no spare fits waits for the next reload, and keeps what it has until then.
 */
export class BackendPool {
  private readonly services = new Map<string, Held>();
  private free: Backend[] = [];
  private made = 0;
  /** Services by name of backend. */
  private readonly owners = new Map<string, string>();

  /** The backend of a service now; undefined: it waits for its first. */
  get(service: string): Backend | undefined {
    return this.services.get(service)?.current;
  }

  /** The service that a backend serves; undefined: none, or there is no such backend. */
  serviceOf(backend: string): string | undefined {
    return this.owners.get(backend);
  }

  /** Some service waits for a reload. */
  get wantsReload(): boolean {
    return [...this.services.values()].some(({ next }) => next !== undefined);
  }

  waiting(): string[] {
    return [...this.services].flatMap(([key, { next }]) => (next === undefined ? [] : [key]));
  }

  /** Gives a service what fits it: now, or with the next reload. `count`: gateways that it needs. */
  assign(service: string, profile: Profile, count: number): void {
    const held = this.services.get(service) ?? { current: undefined, next: undefined };
    this.services.set(service, held);
    if (held.current && fits(held.current, profile, count)) {
      held.next = undefined;
      return;
    }
    if (held.next && fits(held.next, profile, count)) return;
    const at = this.free.findIndex((one) => fits(one, profile, count));
    const [spare] = at < 0 ? [] : this.free.splice(at, 1);
    if (spare === undefined) {
      held.next = this.make(profile, count);
      return;
    }
    this.release(held.current);
    held.current = spare;
    held.next = undefined;
    this.owners.set(spare.name, service);
  }

  remove(service: string): void {
    const held = this.services.get(service);
    this.services.delete(service);
    this.release(held?.current);
  }

  /** What waited gets its backend, and spares are made up: call before HAProxy's configuration is written. */
  commit(): void {
    for (const [service, held] of this.services) {
      if (held.next === undefined) continue;
      // What was too small, or of another profile, is not made again.
      if (held.current) this.owners.delete(held.current.name);
      this.owners.set(held.next.name, service);
      held.current = held.next;
      held.next = undefined;
    }
    const common = this.commonProfile();
    const wanted = Math.max(MIN_SPARES, Math.ceil(this.services.size / SERVICES_PER_SPARE));
    this.free = this.free.filter((one) => fits(one, common, MIN_SLOTS)).slice(0, wanted);
    while (this.free.length < wanted) this.free.push(this.make(common, MIN_SLOTS));
  }

  /** Everything that HAProxy should have. */
  all(): Backend[] {
    return [...[...this.services.values()].flatMap(({ current }) => current ?? []), ...this.free];
  }

  /** What most services have that bind nobody by a cookie: cookies are by service. */
  private commonProfile(): Profile {
    const counts = new Map<string, { profile: Profile; count: number }>();
    for (const { current } of this.services.values()) {
      if (current === undefined || current.profile.cookie !== '') continue;
      const text = JSON.stringify(current.profile);
      const held = counts.get(text) ?? { profile: current.profile, count: 0 };
      counts.set(text, held);
      held.count += 1;
    }
    return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.profile ?? COMMON;
  }

  private release(backend: Backend | undefined): void {
    if (backend === undefined) return;
    this.owners.delete(backend.name);
    for (const slot of backend.slots) slot.weight = 0;
    this.free.push(backend);
  }

  private make(profile: Profile, count: number): Backend {
    let size = MIN_SLOTS;
    while (size < count) size *= 2;
    const places = Math.min(size, MAX_SLOTS);
    const slots = Array.from({ length: places + STANDBYS }, (_, at) => ({
      ...{ address: undefined, weight: 0 },
      isStandby: at >= places,
    }));
    this.made += 1;
    return { name: `b${this.made}`, profile, slots };
  }
}

function fits({ profile, slots }: Backend, wanted: Profile, count: number): boolean {
  return (
    slots.length - STANDBYS >= Math.min(count, MAX_SLOTS) &&
    (profile === wanted || JSON.stringify(profile) === JSON.stringify(wanted))
  );
}

/** Puts gateways into the places: who has one keeps it, others get free ones. What finds none gets nothing. */
export function fillSlots({ slots }: Backend, { weights, standbys }: Effective): void {
  place(
    slots.filter(({ isStandby }) => !isStandby),
    weights,
  );
  place(
    slots.filter(({ isStandby }) => isStandby),
    new Map(standbys.slice(0, STANDBYS).map((address) => [address, 1])),
  );
}

function place(slots: readonly Slot[], weights: ReadonlyMap<string, number>): void {
  const missing = new Map(weights);
  for (const slot of slots) {
    slot.weight = (slot.address === undefined ? undefined : missing.get(slot.address)) ?? 0;
    if (slot.weight > 0 && slot.address !== undefined) missing.delete(slot.address);
  }
  const free = slots.filter(({ weight }) => weight === 0);
  // Those that never had an address first: what is under way at others is left alone.
  free.sort((a, b) => Number(a.address !== undefined) - Number(b.address !== undefined));
  for (const [address, weight] of missing) {
    const slot = free.shift();
    if (slot === undefined) return;
    slot.address = address;
    slot.weight = weight;
  }
}
