import { formatTime, setCondition, type Condition, type NewCondition } from '#libs/apimachinery';
import { type HeartbeatReport } from '#libs/protocol';
import { type Health, type Verdict } from './classify-cluster.js';

/** `.status` of a Cluster as stored; only what is read here is named. */
export interface ClusterStatus {
  readonly conditions?: readonly Condition[];
  readonly agent?: { readonly lastHeartbeatTime?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** The health that the stored conditions express. */
export function healthOf(status: ClusterStatus | undefined): Health {
  const has = (type: string): boolean =>
    status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
  if (has('Offline')) return 'Offline';
  if (has('Suspect')) return 'Suspect';
  if (has('Ready')) return 'Ready';
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'False')
    ? 'NotReady'
    : 'Pending';
}

const READY: Record<Health, 'True' | 'False' | 'Unknown'> = {
  Ready: 'True',
  NotReady: 'False',
  Pending: 'Unknown',
  Suspect: 'Unknown',
  Offline: 'Unknown',
};

/** Ready, Suspect and Offline, with transition times that move only on change. */
export function withHealth(
  conditions: readonly Condition[] | undefined,
  { health, reason, message, since }: Verdict,
): readonly Condition[] {
  const wanted: NewCondition[] = [
    { type: 'Ready', status: READY[health], reason, message },
    { type: 'Suspect', status: health === 'Suspect' ? 'True' : 'False', reason, message },
    { type: 'Offline', status: health === 'Offline' ? 'True' : 'False', reason, message },
  ];
  return wanted.reduce((all, condition) => setCondition(all, condition, since), conditions ?? []);
}

/** Whether work that deletes waits for an admin: told on every cluster while it does, and that it is over. */
export function withDeletionsHeld(
  conditions: readonly Condition[],
  held: boolean,
  now: number,
): readonly Condition[] {
  const isKnown = conditions.some(({ type }) => type === 'DeletionsHeld');
  if (!held && !isKnown) return conditions;
  return setCondition(
    conditions,
    held
      ? {
          type: 'DeletionsHeld',
          status: 'True',
          reason: 'RestoredBackup',
          message:
            'an older backup of the hub was restored: what is deleted stays here until an admin confirms',
        }
      : { type: 'DeletionsHeld', status: 'False', reason: 'Confirmed', message: 'an admin has confirmed' },
    now,
  );
}

/** What a heartbeat says about the member, in the words of Cluster.status. `receivedAt` on the hub's clock. */
export function reportedStatus(
  report: HeartbeatReport,
  receivedAt: number,
  sealingKeyId: string,
): Record<string, unknown> {
  return {
    kubernetesVersion: report.kubernetesVersion,
    region: report.region,
    zones: [...report.zones],
    ...(report.gateways === undefined ? {} : { gatewayAddresses: [...report.gateways] }),
    nodes: { ...report.nodes },
    capacity: { ...report.allocatable },
    allocatable: { ...report.allocatable },
    requested: { ...report.requested },
    // Of an agent that does not tell, nothing stays of what another one told.
    free: freeIn(report, receivedAt),
    objects: report.objects,
    agent: {
      version: report.agentVersion,
      instance: report.instance,
      lastHeartbeatTime: formatTime(receivedAt),
      sealingKeyId,
    },
  };
}

function freeIn({ free }: HeartbeatReport, receivedAt: number): Record<string, unknown> | undefined {
  if (!free) return undefined;
  return {
    countedTime: formatTime(receivedAt - free.agoMs),
    nodes: free.buckets.map((bucket) => ({ ...bucket })),
  };
}

/** The parts of the status that are worth a write at once; the rest follows at REFRESH_MS. */
export function slowFacts(status: ClusterStatus): string {
  const { kubernetesVersion, region, zones, nodes, allocatable, gatewayAddresses } = status;
  const agent = status.agent && { ...status.agent, lastHeartbeatTime: '' };
  return JSON.stringify([kubernetesVersion, region, zones, nodes, allocatable, agent, gatewayAddresses]);
}
