import {} from '#libs/apimachinery';
import { Informer } from '#libs/controller-runtime';
import { clusterPropagationPolicies, propagationPolicies } from '#libs/kinds';
import {} from '#libs/process';
import {} from '../controllers/propagation/policy-index.js';
import {} from '../controllers/propagation/propagation.sources.js';
/**
 * Mirrors the policies; a change of one wakes what it selected and selects. Answers the informers, which the caller starts
 * before anything is planned.
 */
export function followPolicies(deps) {
    const { client, kinds, policies, clusters, sources, clock, logger } = deps;
    const informers = [propagationPolicies, clusterPropagationPolicies].map(({ storage }) => new Informer({ client, resource: storage, clock, logger }));
    policies.follow(informers, clusters, (selectors) => {
        for (const { group, kind, namespace, name } of selectors) {
            const resource = kinds.ofKind(group, kind)?.resource;
            if (resource)
                sources.requestScope({ resource, namespace, name });
        }
    });
    return informers;
}
//# sourceMappingURL=policies.js.map