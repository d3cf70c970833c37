import { deepEqual, isReason, setCondition, type Condition, type KubeObject } from '#libs/apimachinery';
import { ControlLoop, done, requeueAfter, splitKey, type Result } from '#libs/controller-runtime';
import { type MemberCluster } from '#libs/kube-client';
import { type BackendFacts, type MemberExport } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { FIELD_MANAGER } from '../work/marks.js';
import { MCS_API_VERSION } from './import-slices.js';
import { EXPORT_LOOK_MS, IMPORT_WORKERS } from './limits.js';
import { exportConditions, memberExport } from './member-export.js';

export interface MemberExportsOptions {
  readonly member: MemberCluster;
  readonly leads: () => boolean;
  /** Whether the member has a ServiceExport of this name, `namespace/name`, that is its own in place of the hub's. */
  readonly isOwn: (service: string) => boolean;
  readonly backendOf: (service: string) => BackendFacts | undefined;
  /** What the member exports has changed. */
  readonly onChange: (service: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * ServiceExports that a member has of its own where the hub has one of the same name: the hub is told what they export, and
 * they are told what came of it. Looked at when work about them has news, and once in a while: nobody watches them.
 */
export class MemberExports {
  private readonly loop: ControlLoop;
  private readonly held = new Map<string, MemberExport>();

  constructor(private readonly options: MemberExportsOptions) {
    const { clock, logger } = options;
    this.loop = new ControlLoop({
      name: 'member-exports',
      reconciler: { reconcile: (key) => this.reconcile(key) },
      workers: IMPORT_WORKERS,
      clock,
      logger,
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** There is news of the ServiceExport, or of the import or the endpoints of its name. */
  changed(service: string): void {
    if (this.held.has(service) || this.options.isOwn(service)) this.loop.enqueue(service);
  }

  allChanged(): void {
    for (const service of this.held.keys()) this.loop.enqueue(service);
  }

  of(service: string): MemberExport | undefined {
    return this.held.get(service);
  }

  private async reconcile(service: string): Promise<Result> {
    const { leads, isOwn } = this.options;
    if (!leads() || !isOwn(service)) {
      this.note(service, undefined);
      return done;
    }
    const exported = await this.get(MCS_API_VERSION, 'ServiceExport', service);
    const found = exported && memberExport(exported, await this.get('v1', 'Service', service));
    if (!exported || !found || 'reason' in found) this.note(service, undefined);
    else {
      const backend = this.options.backendOf(service);
      this.note(service, { ...found, ...(backend ? { backend } : {}) });
    }
    if (exported && found) await this.tell(service, exported, found);
    return requeueAfter(EXPORT_LOOK_MS, 'nobody watches it');
  }

  private note(service: string, found: MemberExport | undefined): void {
    if (deepEqual(this.held.get(service), found)) return;
    if (found) this.held.set(service, found);
    else this.held.delete(service);
    this.options.onChange(service);
  }

  private async tell(
    service: string,
    exported: KubeObject,
    found: ReturnType<typeof memberExport>,
  ): Promise<void> {
    const { member, clock } = this.options;
    const wanted = exportConditions(found, await this.get(MCS_API_VERSION, 'ServiceImport', service));
    const { conditions = [] } = (exported['status'] ?? {}) as { readonly conditions?: readonly Condition[] };
    const told = wanted.reduce<readonly Condition[]>(
      (all, one) => setCondition(all, one, clock.now()),
      conditions,
    );
    if (told === conditions) return;
    const { namespace, name } = splitKey(service);
    const { uid } = exported.metadata;
    const metadata = { name, namespace, ...(uid === undefined ? {} : { uid }) };
    const object = { apiVersion: MCS_API_VERSION, kind: 'ServiceExport', metadata };
    const resource = await member.resolve(MCS_API_VERSION, 'ServiceExport');
    const options = { fieldManager: FIELD_MANAGER, force: true, subresource: 'status' as const };
    try {
      await member.apply(resource, { ...object, status: { conditions: told } }, options);
    } catch (error) {
      // A definition without a status, or an export that has just gone.
      if (!isReason(error, 'NotFound')) throw error;
    }
  }

  /** Undefined also where the member does not serve the kind. */
  private async get(apiVersion: string, kind: string, service: string): Promise<KubeObject | undefined> {
    const { member } = this.options;
    const { namespace, name } = splitKey(service);
    try {
      return await member.get(await member.resolve(apiVersion, kind), namespace, name);
    } catch (error) {
      if (isReason(error, 'NotFound')) return undefined;
      throw error;
    }
  }
}
