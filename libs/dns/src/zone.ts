import { StatusError } from '#libs/apimachinery';
import { MAX_OWNER_SETS, MAX_ZONE_SETS } from './limits.js';
import { type RecordData, type ResourceRecord, type Soa } from './message.js';
import { isWithin, parentOf, wrongName } from './name-text.js';
import { checkRecordSet, parseValue, type RecordSet } from './record-set.js';

export interface ZoneOptions {
  readonly domain: string;
  /** Names of the servers that answer for the zone; the first is the primary. */
  readonly nameservers: readonly string[];
  /** How long a missing name may be remembered, in seconds; default 5. */
  readonly negativeTtl?: number;
  /** Where serial numbers begin; default 1. */
  readonly serial?: number;
}

/** Seconds for NS and SOA, and what secondaries would be told. */
const APEX_TTL = 300;
const NEGATIVE_TTL = 5;
const REFRESH = { refresh: 60, retry: 30, expire: 604_800 } as const;

/** The records of one name and type, ready to be answered. */
export interface StoredSet {
  readonly ttl: number;
  readonly data: readonly RecordData[];
  readonly near?: ReadonlyMap<string, readonly RecordData[]>;
}

/** A name that exists: with records, or only because there are names below it. */
export interface ZoneNode {
  readonly sets: ReadonlyMap<RecordData['type'], StoredSet>;
}

interface Node extends ZoneNode {
  readonly sets: Map<RecordData['type'], StoredSet>;
  owner: string | undefined;
  below: number;
}

/**
 * What one zone holds, with an inventory: records belong to an owner (a federated service, say), are replaced as a whole,
 * and go with it. A name has one owner; who came first keeps it.
 */
export class Zone {
  readonly domain: string;
  private readonly nodes = new Map<string, Node>();
  private readonly owners = new Map<string, { readonly text: string; readonly sets: readonly RecordSet[] }>();
  private setCount = 0;
  private negative: ResourceRecord | undefined;
  private serial: number;

  constructor(private readonly options: ZoneOptions) {
    this.domain = options.domain.toLowerCase();
    this.serial = options.serial ?? 1;
    for (const name of [this.domain, ...options.nameservers]) {
      const says = wrongName(name);
      if (says !== undefined) throw new StatusError('Invalid', `zone: ${JSON.stringify(name)} ${says}`);
    }
    this.nodes.set(this.domain, { sets: new Map(), owner: undefined, below: 1 });
    this.setApex();
  }

  /** Record sets that are held. */
  get size(): number {
    return this.setCount;
  }

  /** Names of the owners that have records here: what a garbage collection compares with the services that exist. */
  ownerNames(): string[] {
    return [...this.owners.keys()];
  }

  /**
   * The owner's records are exactly these from now on. Answers the names that another owner holds; their sets are left
   * out. Throws Invalid, and changes nothing, for sets that are malformed or outside of the zone, a CNAME beside other
   * records, or too many.
   */
  replace(owner: string, sets: readonly RecordSet[]): string[] {
    const text = JSON.stringify(sets);
    if (this.owners.get(owner)?.text === text) return [];
    const parsed = this.parse(sets);
    this.take(owner);
    const refused = new Set<string>();
    const kept: RecordSet[] = [];
    for (const [at, set] of sets.entries()) {
      const holder = this.nodes.get(set.name)?.owner;
      if (set.name === this.domain || (holder !== undefined && holder !== owner)) {
        refused.add(set.name);
        continue;
      }
      kept.push(set);
      this.put(owner, set, parsed[at]);
    }
    // What was left out is tried again at the next call: the text is remembered only when all of it is held.
    if (sets.length > 0) this.owners.set(owner, { text: refused.size === 0 ? text : '', sets: kept });
    this.changed();
    return [...refused];
  }

  /** The owner is gone, and so are its records. */
  remove(owner: string): void {
    if (!this.owners.has(owner)) return;
    this.take(owner);
    this.changed();
  }

  /** The name in lower case; undefined where neither it nor anything below it exists. */
  find(name: string): ZoneNode | undefined {
    return this.nodes.get(name);
  }

  /** What goes with a negative answer: how long that may be remembered. */
  soa(): ResourceRecord {
    this.negative ??= { name: this.domain, ttl: this.negativeTtl, data: this.soaData() };
    return this.negative;
  }

  private get negativeTtl(): number {
    return this.options.negativeTtl ?? NEGATIVE_TTL;
  }

  private soaData(): Soa {
    const primary = this.options.nameservers[0] ?? this.domain;
    return {
      ...{ type: 'SOA', primary, mailbox: `hostmaster.${this.domain}`, serial: this.serial },
      ...REFRESH,
      minimum: this.negativeTtl,
    };
  }

  private setApex(): void {
    const apex = this.nodes.get(this.domain);
    const servers = this.options.nameservers.map((target) => ({ type: 'NS', target }) as const);
    apex?.sets.set('SOA', { ttl: APEX_TTL, data: [this.soaData()] });
    if (servers.length > 0) apex?.sets.set('NS', { ttl: APEX_TTL, data: servers });
  }

  private parse(sets: readonly RecordSet[]): StoredSet[] {
    if (sets.length > MAX_OWNER_SETS || this.setCount + sets.length > MAX_ZONE_SETS)
      throw new StatusError('Invalid', `zone ${this.domain}: too many record sets`);
    const types = new Map<string, string[]>();
    return sets.map((set) => {
      checkRecordSet(set);
      if (!isWithin(set.name, this.domain))
        throw new StatusError('Invalid', `record set ${set.name} is not within ${this.domain}`);
      const beside = types.get(set.name) ?? [];
      if (beside.includes(set.type) || (beside.length > 0 && [...beside, set.type].includes('CNAME')))
        throw new StatusError(
          'Invalid',
          `record set ${set.name} ${set.type} stands beside ${beside.join(', ')}`,
        );
      types.set(set.name, [...beside, set.type]);
      return toStored(set);
    });
  }

  private put(owner: string, { name, type }: RecordSet, set: StoredSet | undefined): void {
    if (set === undefined) return;
    const node = this.nodes.get(name) ?? this.addNode(name);
    node.owner = owner;
    node.sets.set(type, set);
    this.setCount += 1;
  }

  /** Takes away all that the owner has. */
  private take(owner: string): void {
    for (const { name, type } of this.owners.get(owner)?.sets ?? []) {
      const node = this.nodes.get(name);
      if (node?.sets.delete(type) !== true) continue;
      this.setCount -= 1;
      if (node.sets.size === 0) node.owner = undefined;
      this.prune(name);
    }
    this.owners.delete(owner);
  }

  private addNode(name: string): Node {
    const node: Node = { sets: new Map(), owner: undefined, below: 0 };
    this.nodes.set(name, node);
    const above = parentOf(name);
    const parent = this.nodes.get(above) ?? this.addNode(above);
    parent.below += 1;
    return node;
  }

  /** Names without records and with nothing below them do not exist. */
  private prune(name: string): void {
    let at = name;
    for (let node = this.nodes.get(at); node && node.sets.size === 0 && node.below === 0;) {
      this.nodes.delete(at);
      at = parentOf(at);
      node = this.nodes.get(at);
      if (node) node.below -= 1;
    }
  }

  private changed(): void {
    this.serial = (this.serial + 1) >>> 0;
    this.negative = undefined;
    this.setApex();
  }
}

function toStored({ type, ttl, values, near }: RecordSet): StoredSet {
  const parse = (texts: readonly string[]): RecordData[] => texts.map((one) => parseValue(type, one));
  const regions = Object.entries(near ?? {}).map(([region, texts]) => [region, parse(texts)] as const);
  const data = parse(values);
  return regions.length === 0 ? { ttl, data } : { ttl, data, near: new Map(regions) };
}

/** The zones of one server; a question belongs to the one that is closest above its name. */
export class Zones {
  private byDomain: ReadonlyMap<string, Zone> = new Map();

  constructor(zones: readonly Zone[]) {
    this.replace(zones);
  }

  /** These from now on, and no others. */
  replace(zones: readonly Zone[]): void {
    this.byDomain = new Map(zones.map((zone) => [zone.domain, zone]));
  }

  /** The name in lower case. */
  zoneOf(name: string): Zone | undefined {
    for (let at = name; ; at = parentOf(at)) {
      const zone = this.byDomain.get(at);
      if (zone !== undefined || at === '') return zone;
    }
  }
}
