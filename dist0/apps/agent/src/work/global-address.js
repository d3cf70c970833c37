import {} from '#libs/apimachinery';
import {} from '#libs/kube-client';
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
export async function showGlobalAddress(member, resource, stored) {
    const hostname = stored.metadata.annotations?.[GLOBAL_ADDRESS];
    if (resource.group !== NETWORKING || resource.kind !== 'Ingress' || hostname === undefined)
        return;
    if (classOf(stored) !== OUR_CLASS || shows(stored, hostname))
        return;
    const { name = '', namespace = '', uid } = stored.metadata;
    const object = {
        apiVersion: stored.apiVersion,
        kind: stored.kind,
        metadata: { name, namespace, ...(uid === undefined ? {} : { uid }) },
        status: { loadBalancer: { ingress: [{ hostname }] } },
    };
    await member.apply(resource, object, { fieldManager: FIELD_MANAGER, force: true, subresource: 'status' });
}
function classOf(ingress) {
    const spec = ingress['spec'];
    return spec?.ingressClassName ?? OUR_CLASS;
}
function shows(ingress, hostname) {
    const status = ingress['status'];
    const shown = status?.loadBalancer?.ingress ?? [];
    return shown.length === 1 && shown[0]?.hostname === hostname;
}
//# sourceMappingURL=global-address.js.map