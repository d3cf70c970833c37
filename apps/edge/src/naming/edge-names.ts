import { StatusError } from '#libs/apimachinery';
import {
  CLUSTERSET_DOMAIN,
  clustersetVersion,
  exportedRecords,
  serviceRecords,
  Zone,
  Zones,
  type RecordSet,
} from '#libs/dns';
import {
  routeKeys,
  type FederationTable,
  type NameTable,
  type RecordTable,
  type RouteMessage,
} from '#libs/protocol';
import { type Tables } from '#libs/transport';
import { type Trouble } from '../driver/edge-driver.js';

/**
 * The names that this edge answers: the federation's zone, filled by record tables and by the names of services, and the
 * cluster set's. Records go when their table is removed, or no longer names them.
 */
export class EdgeNames {
  readonly zones = new Zones([]);
  private readonly clusterset = new Zone({ domain: CLUSTERSET_DOMAIN, nameservers: [] });
  private zone: Zone | undefined;
  private shape = '';
  private readonly troubles = new Map<string, Trouble>();

  constructor() {
    this.clusterset.replace('version', [clustersetVersion()]);
  }

  apply(changed: readonly RouteMessage[], tables: Tables): readonly Trouble[] {
    for (const table of changed) {
      this.troubles.delete(table.key);
      if (table.type === 'federation') this.openZone(table, tables);
      else if (table.type === 'records') this.put(table);
      else if (table.type === 'names') this.name(table, tables);
      else if (table.type === 'removed') this.remove(table.key);
    }
    // Places move seldom, and then every name may lead elsewhere.
    if (changed.some(({ key }) => key === routeKeys.places)) this.nameAll(tables);
    return [...this.troubles.values()];
  }

  /** A zone of another name, or with other servers, begins anew with all records. */
  private openZone(table: FederationTable, tables: Tables): void {
    const { domain, nameservers, version } = table;
    const shape = JSON.stringify([domain, nameservers]);
    if (shape === this.shape) return;
    this.guard(table, () => {
      // Never behind an earlier zone's serial number, also after a restart.
      this.zone = new Zone({ domain, nameservers, serial: version >>> 0 });
      this.zones.replace([this.zone, this.clusterset]);
      this.shape = shape;
      for (const one of tables.all()) if (one.type === 'records') this.put(one);
      this.nameAll(tables);
    });
  }

  private put(table: RecordTable): void {
    this.guard(table, () => this.hold(this.zone, table.key, table.sets));
  }

  private nameAll(tables: Tables): void {
    for (const one of tables.all()) if (one.type === 'names') this.name(one, tables);
  }

  private name(table: NameTable, tables: Tables): void {
    const places = tables.get(routeKeys.places);
    if (places?.type !== 'places') {
      this.remove(table.key);
      return;
    }
    this.guard(table, () => {
      this.troubles.delete(table.key);
      const sets = serviceRecords(table, places);
      this.hold(this.zone, table.key, sets);
      this.hold(this.clusterset, table.key, exportedRecords(table, places, sets));
    });
  }

  private hold(zone: Zone | undefined, owner: string, sets: readonly RecordSet[]): void {
    const refused = zone?.replace(owner, sets) ?? [];
    if (refused.length > 0) throw new StatusError('Invalid', `others hold ${refused.slice(0, 5).join(', ')}`);
  }

  private remove(owner: string): void {
    this.zone?.remove(owner);
    this.clusterset.remove(owner);
  }

  private guard({ key, version }: RouteMessage, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.troubles.set(key, { key, version, message: error.message.slice(0, 1_000) });
    }
  }
}
