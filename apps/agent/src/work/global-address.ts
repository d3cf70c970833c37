import { type KubeObject } from '#libs/apimachinery';
import { type MemberCluster, type MemberResource } from '#libs/kube-client';
import { FIELD_MANAGER } from './marks.js';

/** The hub's name for an Ingress (libs/kinds, ANNOTATION_GLOBAL_ADDRESS). */
const GLOBAL_ADDRESS = 'federation.meridian.dev/global-address';
/** The IngressClass whose Ingresses have us as their controller. */
const OUR_CLASS = 'meridian';
const NETWORKING = 'networking.k8s.io';

/**
 * Shows the federation's address in the status of an Ingress that is ours to serve: of class `meridian`, or of none.
 * Another class has a controller of its own in the member, which the annotation informs and nothing fights (DESIGN,
 * section 6).
 */
export async function showGlobalAddress(
  member: MemberCluster,
  resource: MemberResource,
  stored: KubeObject,
): Promise<void> {
  const hostname = stored.metadata.annotations?.[GLOBAL_ADDRESS];
  if (resource.group !== NETWORKING || resource.kind !== 'Ingress' || hostname === undefined) return;
  if (classOf(stored) !== OUR_CLASS || shows(stored, hostname)) return;
  const { name = '', namespace = '', uid } = stored.metadata;
  const object: KubeObject = {
    apiVersion: stored.apiVersion,
    kind: stored.kind,
    metadata: { name, namespace, ...(uid === undefined ? {} : { uid }) },
    status: { loadBalancer: { ingress: [{ hostname }] } },
  };
  await member.apply(resource, object, { fieldManager: FIELD_MANAGER, force: true, subresource: 'status' });
}

function classOf(ingress: KubeObject): string {
  const spec = ingress['spec'] as { ingressClassName?: string } | undefined;
  return spec?.ingressClassName ?? OUR_CLASS;
}

function shows(ingress: KubeObject, hostname: string): boolean {
  const status = ingress['status'] as { loadBalancer?: { ingress?: { hostname?: string }[] } } | undefined;
  const shown = status?.loadBalancer?.ingress ?? [];
  return shown.length === 1 && shown[0]?.hostname === hostname;
}
