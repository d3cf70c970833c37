import { type WatchChange } from '#libs/apiserver';

/** One change of the log as watchers share it. */
export interface RingEntry {
  readonly rv: number;
  readonly resource: string;
  readonly namespace: string;
  /** Encoded size: what the ring's memory is measured in. */
  readonly bytes: number;
  readonly item: WatchChange;
}

/** First in, first out, without moving the rest on every removal. */
class Fifo {
  private entries: RingEntry[] = [];
  private start = 0;

  get length(): number {
    return this.entries.length - this.start;
  }

  push(entry: RingEntry): void {
    this.entries.push(entry);
  }

  shift(): RingEntry | undefined {
    const entry = this.entries[this.start];
    if (!entry) return undefined;
    this.start++;
    if (this.start > 512 && this.start * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.start);
      this.start = 0;
    }
    return entry;
  }

  /** Up to `limit` entries with a version above `rv`. */
  after(rv: number, limit: number): readonly RingEntry[] {
    let low = this.start;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.rv ?? Infinity) > rv) high = middle;
      else low = middle + 1;
    }
    return this.entries.slice(low, low + limit);
  }
}

interface ResourceChanges {
  readonly entries: Fifo;
  /** Every change above this version is still held. */
  floor: number;
  readonly bells: Set<() => void>;
}

/**
 * The newest changes of one shard, bounded by count and bytes, indexed by resource: a watcher neither looks at nor is
 * woken by what it did not ask for. Readers keep a position (a version) each; the ring knows nothing of them but how to
 * wake them.
 */
export class ChangeRing {
  private order = new Fifo();
  private resources = new Map<string, ResourceChanges>();
  private base: number;
  private bytes = 0;
  private newest: number;
  private resets = 0;

  constructor(
    head: number,
    private readonly limits: { readonly entries: number; readonly bytes: number },
  ) {
    this.base = head;
    this.newest = head;
  }

  /** Every change up to this version has been in the ring. */
  get head(): number {
    return this.newest;
  }

  /** Grows with each reset: a reader that sees another number than at its start has lost its place. */
  get generation(): number {
    return this.resets;
  }

  get size(): { readonly entries: number; readonly bytes: number; readonly watchers: number } {
    let watchers = 0;
    for (const { bells } of this.resources.values()) watchers += bells.size;
    return { entries: this.order.length, bytes: this.bytes, watchers };
  }

  /** Takes the next changes, ascending and all above `head`. */
  append(entries: readonly RingEntry[]): void {
    const touched = new Set<ResourceChanges>();
    for (const entry of entries) {
      const changes = this.of(entry.resource);
      this.order.push(entry);
      changes.entries.push(entry);
      this.bytes += entry.bytes;
      this.newest = entry.rv;
      touched.add(changes);
    }
    while (
      this.order.length > this.limits.entries ||
      (this.bytes > this.limits.bytes && this.order.length > 1)
    )
      this.evict();
    for (const { bells } of touched) for (const ring of bells) ring();
  }

  /** No change lies between the old head and this version. */
  advance(head: number): void {
    this.newest = Math.max(this.newest, head);
  }

  /** Forgets everything: the log was cut or replaced. Readers lose their place. */
  reset(head: number): void {
    this.order = new Fifo();
    for (const changes of this.resources.values())
      Object.assign(changes, { entries: new Fifo(), floor: head });
    this.base = head;
    this.newest = head;
    this.bytes = 0;
    this.resets++;
    this.wakeAll();
  }

  /** Whether every change of this resource above `rv` is held (or still to come). */
  covers(resource: string, rv: number): boolean {
    return rv >= (this.resources.get(resource)?.floor ?? this.base);
  }

  read(resource: string, after: number, limit: number): readonly RingEntry[] {
    return this.resources.get(resource)?.entries.after(after, limit) ?? [];
  }

  /** `bell` is called when this resource changed, on wakeAll, and on reset. The answer ends it. */
  subscribe(resource: string, bell: () => void): () => void {
    const { bells } = this.of(resource);
    bells.add(bell);
    return () => bells.delete(bell);
  }

  wakeAll(): void {
    for (const { bells } of this.resources.values()) for (const ring of bells) ring();
  }

  private of(resource: string): ResourceChanges {
    let changes = this.resources.get(resource);
    if (!changes) {
      changes = { entries: new Fifo(), floor: this.base, bells: new Set() };
      this.resources.set(resource, changes);
    }
    return changes;
  }

  /** The oldest of all is also the oldest of its resource. */
  private evict(): void {
    const entry = this.order.shift();
    if (!entry) return;
    const changes = this.of(entry.resource);
    changes.entries.shift();
    changes.floor = entry.rv;
    this.bytes -= entry.bytes;
  }
}
