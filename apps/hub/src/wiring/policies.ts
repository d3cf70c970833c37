import { type ObjectClient } from '#libs/apimachinery';
import { Informer } from '#libs/controller-runtime';
import { clusterPropagationPolicies, propagationPolicies, type SpreadKinds } from '#libs/kinds';
import { type Clock, type Logger } from '#libs/process';
import { type PolicyIndex } from '../controllers/propagation/policy-index.js';
import { type PropagationSources } from '../controllers/propagation/propagation.sources.js';

interface PoliciesDeps {
  readonly client: ObjectClient;
  readonly kinds: SpreadKinds;
  readonly policies: PolicyIndex;
  readonly clusters: Informer;
  readonly sources: Pick<PropagationSources, 'requestScope'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Mirrors the policies; a change of one wakes what it selected and selects. Answers the informers, which the caller starts
 * before anything is planned.
 */
export function followPolicies(deps: PoliciesDeps): readonly Informer[] {
  const { client, kinds, policies, clusters, sources, clock, logger } = deps;
  const informers = [propagationPolicies, clusterPropagationPolicies].map(
    ({ storage }) => new Informer({ client, resource: storage, clock, logger }),
  );
  policies.follow(informers, clusters, (selectors) => {
    for (const { group, kind, namespace, name, labels } of selectors) {
      const resource = kinds.ofKind(group, kind)?.resource;
      if (resource) sources.requestScope({ resource, namespace, name, labels });
    }
  });
  return informers;
}
