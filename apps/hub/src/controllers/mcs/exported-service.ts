import { type KubeObject } from '#libs/apimachinery';
import { MAX_IMPORT_PORTS } from './limits.js';

/** What consumers see of a Service that is exported, as `spec` of a ServiceImport has it. */
export interface ExportedService {
  readonly type: 'ClusterSetIP' | 'Headless';
  readonly ports: readonly ImportPort[];
  readonly sessionAffinity?: 'ClientIP';
  readonly sessionAffinityConfig?: { readonly clientIP: { readonly timeoutSeconds: number } };
}

export interface ImportPort {
  readonly name?: string;
  readonly protocol: string;
  readonly appProtocol?: string;
  readonly port: number;
}

/** Why a Service cannot be exported, in the words of the API. */
export interface Refusal {
  readonly reason: 'NoService' | 'InvalidServiceType';
  readonly message: string;
}

interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly ports?: readonly {
    readonly name?: string;
    readonly protocol?: string;
    readonly appProtocol?: string;
    readonly port: number;
  }[];
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
}

/** As Kubernetes has it, for affinity by the client's address. */
const AFFINITY_SECONDS = 10_800;

/** What the ServiceExport of its name exports. A Service that is being deleted counts as gone. */
export function exportedService(service: KubeObject | undefined): ExportedService | Refusal {
  if (service === undefined || service.metadata.deletionTimestamp !== undefined)
    return { reason: 'NoService', message: 'there is no Service of this name' };
  const spec = (service['spec'] ?? {}) as ServiceSpec;
  if (spec.type === 'ExternalName')
    return { reason: 'InvalidServiceType', message: 'a Service of type ExternalName cannot be exported' };
  const ports = (spec.ports ?? []).slice(0, MAX_IMPORT_PORTS).map(importPort);
  if (spec.clusterIP === 'None') return { type: 'Headless', ports };
  if (spec.sessionAffinity !== 'ClientIP') return { type: 'ClusterSetIP', ports };
  const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS;
  return {
    type: 'ClusterSetIP',
    ports,
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds } },
  };
}

function importPort({
  name,
  protocol = 'TCP',
  appProtocol,
  port,
}: NonNullable<ServiceSpec['ports']>[number]): ImportPort {
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    protocol,
    ...(appProtocol === undefined ? {} : { appProtocol }),
    port,
  };
}
