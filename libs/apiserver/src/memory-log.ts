import { UNHEARD_CHANGES } from './limits.js';
import { type WatchChange } from './storage.js';

/** A change with the place where it happened. */
export interface LoggedChange {
  readonly version: number;
  readonly key: string;
  readonly namespace: string;
  readonly change: WatchChange;
}

/**
 * The last changes of one resource, oldest first, numbered by position; older ones are dropped. Readers keep a
 * position and so need no buffer of their own: whoever falls behind `first` has missed something.
 */
export class ChangeLog {
  private entries: LoggedChange[] = [];
  private offset = 0;
  private dropped: number;
  private readonly readers = new Set<() => void>();
  /** Changes since the readers were last called. */
  private unheard = 0;

  /** `start`: the version before which nothing is known. */
  constructor(
    start: number,
    private readonly limit: number,
  ) {
    this.dropped = start;
  }

  /** Changes up to this version may be gone. */
  get compacted(): number {
    return this.dropped;
  }

  /** The position after the newest change. */
  get end(): number {
    return this.offset + this.entries.length;
  }

  get first(): number {
    return this.offset;
  }

  append(entry: LoggedChange): void {
    this.entries.push(entry);
    // Cut in bulk: shifting an array one by one would make every write pay for the whole log.
    if (this.entries.length > this.limit * 1.5) this.cut(this.entries.length - this.limit);
    this.unheard += 1;
    // Readers are called once for all changes of a turn of the event loop, unless it goes on and on.
    if (this.unheard === 1) setImmediate(this.wake);
    else if (this.unheard >= UNHEARD_CHANGES) this.wake();
  }

  at(position: number): LoggedChange | undefined {
    return this.entries[position - this.offset];
  }

  /** The position of the first change after `version`. */
  positionAfter(version: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.version ?? 0) <= version) low = middle + 1;
      else high = middle;
    }
    return this.offset + low;
  }

  /** `call` is called after changes and at ticks, until the function that comes back is. */
  subscribe(call: () => void): () => void {
    this.readers.add(call);
    return () => this.readers.delete(call);
  }

  readonly wake = (): void => {
    this.unheard = 0;
    for (const call of this.readers) call();
  };

  private cut(count: number): void {
    this.dropped = this.entries[count - 1]?.version ?? this.dropped;
    this.entries = this.entries.slice(count);
    this.offset += count;
  }
}
