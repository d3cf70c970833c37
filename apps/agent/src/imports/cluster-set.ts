import { type MemberCluster } from '#libs/kube-client';
import { subjectHash, type BackendFacts, type MemberExport, type ObjectIdentity } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { type NameIntake } from '../naming/name-intake.js';
import { type TrackedObject } from '../work/object-table.js';
import { MCS_API_VERSION } from './import-slices.js';
import { Imports, type HeldImport } from './imports.js';
import { MemberExports } from './member-exports.js';

export interface ClusterSetDeps {
  readonly cluster: string;
  readonly hubUid: string;
  readonly names: NameIntake;
  readonly member: MemberCluster;
  readonly leads: () => boolean;
  /** By subjectHash. */
  readonly tracked: (key: string) => TrackedObject | undefined;
  readonly backendOf: (object: ObjectIdentity) => BackendFacts | undefined;
  /** The ready endpoints here of an exported headless service, `namespace/name`, have changed. */
  readonly onEndpoints: (service: string) => void;
  /** What is reported of this object has changed. */
  readonly onReport: (key: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One member in the cluster set: what it imports, and what it exports beside the hub. */
export class ClusterSet {
  readonly imports: Imports;
  private readonly exports: MemberExports;

  constructor(deps: ClusterSetDeps) {
    const { tracked, member, leads, clock, logger } = deps;
    this.imports = new Imports({
      ...deps,
      importOf: (service): HeldImport | undefined => {
        const found = tracked(keyOf('ServiceImport', service));
        return found?.work.action === 'apply' ? found.live : undefined;
      },
    });
    this.exports = new MemberExports({
      ...{ member, leads, clock, logger },
      isOwn: (service) => {
        const found = tracked(keyOf('ServiceExport', service));
        return found?.work.action === 'apply' && found.verdict?.reason === 'ForeignObject';
      },
      backendOf: (service) => deps.backendOf(identity('v1', 'Service', service)),
      onChange: (service) => deps.onReport(keyOf('ServiceExport', service)),
    });
  }

  start(): void {
    this.imports.start();
    this.exports.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.imports.stop(), this.exports.stop()]);
  }

  /** Something is new about this object: what came of its work, or what the member has of it. */
  news({ apiVersion, kind, namespace, name }: ObjectIdentity): void {
    if (apiVersion !== MCS_API_VERSION) return;
    const service = `${namespace}/${name}`;
    if (kind === 'ServiceImport') this.imports.importChanged(service);
    this.exports.changed(service);
  }

  /** How many endpoints stand behind this Service, `namespace/name`, has changed; undefined: that is known now, of all. */
  endpointsChanged(service?: string): void {
    if (service === undefined) this.exports.allChanged();
    else this.exports.changed(service);
  }

  /** What the member exports by a ServiceExport of its own; undefined for what is none. */
  exportOf({ apiVersion, kind, namespace, name }: ObjectIdentity): MemberExport | undefined {
    const isExport = kind === 'ServiceExport' && apiVersion === MCS_API_VERSION;
    return isExport ? this.exports.of(`${namespace}/${name}`) : undefined;
  }
}

function keyOf(kind: string, service: string): string {
  return subjectHash(identity(MCS_API_VERSION, kind, service));
}

function identity(apiVersion: string, kind: string, service: string): ObjectIdentity {
  const [namespace = '', name = ''] = service.split('/');
  return { apiVersion, kind, namespace, name };
}
