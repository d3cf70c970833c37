import { formatObjectKey } from '#libs/apimachinery';
import { type MemberExport } from '#libs/protocol';
import { type Store } from '#libs/store';
import { SERVICE_EXPORTS } from './mcs-kinds.js';
import { type Constituent } from './merge-exports.js';

/** What a cluster exports by a ServiceExport of its own, where the hub has one of the same name. */
export interface ReportedExport {
  readonly cluster: string;
  readonly exported: MemberExport;
}

/** By what members last said of the ServiceExport of this name. */
export async function reportedExports(
  store: Pick<Store, 'work'>,
  namespace: string,
  name: string,
): Promise<ReportedExport[]> {
  const { work, reports } = await store.work.load(formatObjectKey({ ...SERVICE_EXPORTS, namespace, name }));
  const wanted = new Set(work.filter(({ action }) => action === 'apply').map(({ cluster }) => cluster));
  return reports.flatMap(({ cluster, report }) => {
    // Its form was checked when it came in.
    const exported = report['exported'] as MemberExport | undefined;
    return exported !== undefined && wanted.has(cluster) ? [{ cluster, exported }] : [];
  });
}

export function constituentOf({ cluster, exported }: ReportedExport): Constituent {
  const { createdAt, type, ports, affinitySeconds } = exported;
  const affinity =
    affinitySeconds === undefined
      ? {}
      : {
          sessionAffinity: 'ClientIP' as const,
          sessionAffinityConfig: { clientIP: { timeoutSeconds: affinitySeconds } },
        };
  const named = ports.map(({ name, ...port }) => (name === '' ? port : { name, ...port }));
  return { origin: cluster, createdAtMs: createdAt, service: { type, ports: named, ...affinity } };
}
