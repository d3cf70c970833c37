import {} from '#libs/apimachinery';
/** Whether ports of this Service open on every node. */
export function usesNodePorts(spec) {
    return (spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false));
}
//# sourceMappingURL=service.js.map