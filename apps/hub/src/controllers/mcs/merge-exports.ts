import { type ExportedService, type ImportPort } from './exported-service.js';
import { MAX_IMPORT_PORTS } from './limits.js';

/** One export of a Service: the hub's own, which stands for all clusters that have the hub's Service, or a cluster's. */
export interface Constituent {
  /** The cluster; '' for the hub's. */
  readonly origin: string;
  readonly createdAtMs: number;
  readonly service: ExportedService;
}

export type ConflictReason =
  'TypeConflict' | 'PortConflict' | 'SessionAffinityConflict' | 'SessionAffinityConfigConflict';

export interface Conflict {
  readonly origin: string;
  readonly reason: ConflictReason;
  readonly message: string;
}

export interface MergedExports {
  readonly service: ExportedService;
  /** Of those that lost, in the order of age. */
  readonly conflicts: readonly Conflict[];
}

/**
 * One Service out of all exports of it (KEP-1645, "conflict resolution"): what it is, and its affinity, is what the oldest says;
 * its ports are those of all, where a name, or a number with its protocol, is the oldest's that has it. `constituents`: at
 * least one; in any order.
 */
export function mergeExports(constituents: readonly Constituent[]): MergedExports | undefined {
  const [oldest, ...others] = [...constituents].sort(byAge);
  if (oldest === undefined) return undefined;
  const ports = [...oldest.service.ports];
  const conflicts: Conflict[] = [];
  for (const { origin, service } of others) {
    const lose = (reason: ConflictReason, message: string): void =>
      void conflicts.push({
        origin,
        reason,
        message: `${named(origin)}: ${message} ${named(oldest.origin)}`,
      });
    if (service.type !== oldest.service.type)
      lose('TypeConflict', `it is ${service.type}, not ${oldest.service.type} as the older export of`);
    else compareAffinity(service, oldest.service, lose);
    for (const port of service.ports) {
      const rival = ports.find((one) => isRival(one, port));
      if (rival === undefined) ports.push(port);
      else if (!isSame(rival, port))
        lose('PortConflict', `port ${text(port)} is not ${text(rival)} as the older export of`);
    }
  }
  return { service: { ...oldest.service, ports: ports.slice(0, MAX_IMPORT_PORTS) }, conflicts };
}

function compareAffinity(
  service: ExportedService,
  oldest: ExportedService,
  lose: (reason: ConflictReason, message: string) => void,
): void {
  const [own, wanted] = [service.sessionAffinity ?? 'None', oldest.sessionAffinity ?? 'None'];
  if (own !== wanted)
    lose('SessionAffinityConflict', `its affinity is ${own}, not ${wanted} as the older export of`);
  else if (secondsOf(service) !== secondsOf(oldest))
    lose('SessionAffinityConfigConflict', 'its affinity does not last as long as of the older export of');
}

function secondsOf({ sessionAffinityConfig }: ExportedService): number | undefined {
  return sessionAffinityConfig?.clientIP.timeoutSeconds;
}

/** Two of one age: the hub's first, then by the clusters' names, so that every hub decides alike. */
function byAge(a: Constituent, b: Constituent): number {
  return a.createdAtMs - b.createdAtMs || (a.origin < b.origin ? -1 : 1);
}

/** They cannot both be ports of one Service. */
function isRival(a: ImportPort, b: ImportPort): boolean {
  return (a.name ?? '') === (b.name ?? '') || (a.port === b.port && a.protocol === b.protocol);
}

function isSame(a: ImportPort, b: ImportPort): boolean {
  return (
    (a.name ?? '') === (b.name ?? '') &&
    a.port === b.port &&
    a.protocol === b.protocol &&
    a.appProtocol === b.appProtocol
  );
}

function text({ name, protocol, port, appProtocol }: ImportPort): string {
  const app = appProtocol === undefined ? '' : ` (${appProtocol})`;
  return `${name === undefined ? '' : `${name} `}${port}/${protocol}${app}`;
}

function named(origin: string): string {
  return origin === '' ? 'the hub' : `cluster ${origin}`;
}
