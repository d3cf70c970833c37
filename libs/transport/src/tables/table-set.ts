import { addToDigest, EMPTY_DIGEST, takeFromDigest, type RouteMessage, type SetDigest } from '#libs/protocol';
import { MAX_TABLES } from './limits.js';

/** What may be read of the tables that are in effect. */
export interface Tables {
  /** The table of this key, of whatever type; undefined where there is none, or it was removed. */
  get(key: string): RouteMessage | undefined;
  all(): IterableIterator<RouteMessage>;
}

/** The last table of each key: of one hub, by the highest (epoch, version). */
export class TableSet implements Tables {
  private readonly tables = new Map<string, RouteMessage>();
  private epoch = 0;
  private version = 0;
  private digest: SetDigest = EMPTY_DIGEST;

  constructor(private readonly hubUid: string) {}

  /** False for what is not newer, of another hub, or one too many. */
  accepts(table: RouteMessage): boolean {
    if (table.hubUid !== this.hubUid) return false;
    const known = this.tables.get(table.key);
    if (known === undefined) return this.tables.size < MAX_TABLES;
    return table.epoch === known.epoch ? table.version > known.version : table.epoch > known.epoch;
  }

  put(table: RouteMessage): void {
    const known = this.tables.get(table.key);
    this.tables.set(table.key, table);
    if (known !== undefined) this.digest = takeFromDigest(this.digest, known.version);
    this.digest = addToDigest(this.digest, table.version);
    const isHigher = table.epoch > this.epoch || (table.epoch === this.epoch && table.version > this.version);
    if (isHigher) [this.epoch, this.version] = [table.epoch, table.version];
  }

  get(key: string): RouteMessage | undefined {
    const table = this.tables.get(key);
    return table?.type === 'removed' ? undefined : table;
  }

  /** Those that were removed as well. */
  all(): IterableIterator<RouteMessage> {
    return this.tables.values();
  }

  get size(): number {
    return this.tables.size;
  }

  /** Highest epoch and, in it, highest version; digest of the versions of all tables. */
  summary(): { readonly epoch: number; readonly version: number; readonly digest: SetDigest } {
    const { epoch, version, digest } = this;
    return { epoch, version, digest };
  }
}
