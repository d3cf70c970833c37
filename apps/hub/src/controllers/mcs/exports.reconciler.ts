import { formatObjectKey, isReason, type KubeObject, type ObjectClient } from '#libs/apimachinery';
import { done, splitKey, type Reconciler, type Result } from '#libs/controller-runtime';
import { type Clock } from '#libs/process';
import { type Store } from '#libs/store';
import { withConditions, type ExportOutcome } from './export-conditions.js';
import { exportedService } from './exported-service.js';
import { MAX_IMPORT_CLUSTERS } from './limits.js';
import { SERVICE_EXPORTS, SERVICE_IMPORTS } from './mcs-kinds.js';
import { constituentOf, reportedExports } from './member-exports.js';
import { mergeExports, type Constituent, type MergedExports } from './merge-exports.js';
import { desiredImport, isImportOfExport, mendedImport, withClusters } from './service-import.js';

const SERVICES = { group: '', resource: 'services' };

export interface ExportsReconcilerOptions {
  readonly client: ObjectClient;
  readonly store: Pick<Store, 'work'>;
  /** Whether the hub serves ServiceImports: their definition is the user's to apply. */
  readonly servesImports: () => boolean;
  readonly clock: Clock;
}

/**
 * Keeps for each ServiceExport the ServiceImport of its name, which spreads as any object does, and tells on the export what
 * came of it. Keys are `namespace/name`.
 */
export class ExportsReconciler implements Reconciler {
  constructor(private readonly options: ExportsReconcilerOptions) {}

  async reconcile(key: string): Promise<Result> {
    const { client } = this.options;
    const named = splitKey(key);
    const exported = await client.get({ ...SERVICE_EXPORTS, ...named });
    if (exported === undefined || exported.metadata.deletionTimestamp !== undefined) {
      await this.withdraw(named);
      return done;
    }
    const service = await client.get({ ...SERVICES, ...named });
    const offered = exportedService(service);
    const refusal = 'reason' in offered ? offered : undefined;
    const members = await this.members(named);
    const merged = 'reason' in offered ? undefined : mergeExports([ownExport(exported, offered), ...members]);
    const obstacle = merged && (await this.present(exported, merged, members));
    if (merged === undefined) await this.withdraw(named);
    await this.tell(named, { refusal, conflicts: merged?.conflicts ?? [], obstacle });
    return done;
  }

  /** Answers what is in the way. */
  private async present(
    exported: KubeObject,
    { service }: MergedExports,
    members: readonly Constituent[],
  ): Promise<string | undefined> {
    const { client, servesImports } = this.options;
    if (!servesImports()) return undefined;
    const { namespace = '', name = '' } = exported.metadata;
    const key = { ...SERVICE_IMPORTS, namespace, name };
    const desired = desiredImport(exported, service);
    const current = (await client.get(key)) ?? (await this.create(desired));
    if (current === undefined || current.metadata.deletionTimestamp !== undefined) return undefined;
    if (!isImportOfExport(current)) return 'a ServiceImport of this name exists that no export made';
    await client.modify(key, (one) => (isImportOfExport(one) ? mendedImport(one, desired) : undefined));
    const clusters = await this.clusters(namespace, name, members);
    await client.modify(key, (one) => withClusters(one, clusters), 'status');
    return undefined;
  }

  /** Undefined: somebody else was faster, whose change wakes the key. */
  private async create(desired: KubeObject): Promise<KubeObject | undefined> {
    try {
      return await this.options.client.create(SERVICE_IMPORTS, desired);
    } catch (error) {
      if (isReason(error, 'AlreadyExists')) return undefined;
      throw error;
    }
  }

  private async withdraw(named: { readonly namespace: string; readonly name: string }): Promise<void> {
    const { client, servesImports } = this.options;
    if (!servesImports()) return;
    const current = await client.get({ ...SERVICE_IMPORTS, ...named });
    if (current === undefined || !isImportOfExport(current)) return;
    const { uid, deletionTimestamp } = current.metadata;
    if (deletionTimestamp !== undefined) return;
    await client.delete({ ...SERVICE_IMPORTS, ...named }, uid === undefined ? {} : { uid });
  }

  private async tell(
    named: { readonly namespace: string; readonly name: string },
    outcome: ExportOutcome,
  ): Promise<void> {
    const { client, clock } = this.options;
    const write = (one: KubeObject): KubeObject | undefined => withConditions(one, outcome, clock.now());
    await client.modify({ ...SERVICE_EXPORTS, ...named }, write, 'status');
  }

  private async members({ namespace, name }: { namespace: string; name: string }): Promise<Constituent[]> {
    return (await reportedExports(this.options.store, namespace, name)).map(constituentOf);
  }

  /** Which members export it: those that have the Service, by what they last said, or an export of their own. */
  private async clusters(namespace: string, name: string, own: readonly Constituent[]): Promise<string[]> {
    const key = formatObjectKey({ ...SERVICES, namespace, name });
    const { work, reports } = await this.options.store.work.load(key);
    const wanted = new Set(work.filter(({ action }) => action === 'apply').map(({ cluster }) => cluster));
    const has = reports.filter(({ cluster, report }) => report.state === 'Applied' && wanted.has(cluster));
    const exporting = [...has.map(({ cluster }) => cluster), ...own.map(({ origin }) => origin)];
    return [...new Set(exporting)].sort().slice(0, MAX_IMPORT_CLUSTERS);
  }
}

function ownExport({ metadata }: KubeObject, service: Constituent['service']): Constituent {
  return { origin: '', createdAtMs: Date.parse(metadata.creationTimestamp ?? '') || 0, service };
}
