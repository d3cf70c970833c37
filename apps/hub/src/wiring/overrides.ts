import { type ObjectClient } from '#libs/apimachinery';
import { Informer } from '#libs/controller-runtime';
import { clusterOverridePolicies, overridePolicies } from '#libs/kinds';
import { type Clock, type Logger } from '#libs/process';
import { type OverrideIndex } from '../controllers/propagation/override-index.js';
import { type PropagationSources } from '../controllers/propagation/propagation.sources.js';

interface OverrideDeps {
  readonly client: ObjectClient;
  readonly overrides: OverrideIndex;
  readonly sources: PropagationSources;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Mirrors override policies; a change of one wakes what it meant and means. Start the informers before the loop. */
export function followOverrides(deps: OverrideDeps): readonly Informer[] {
  const { client, overrides, sources, clock, logger } = deps;
  const informers = [overridePolicies, clusterOverridePolicies].map(
    ({ storage }) => new Informer({ client, resource: storage, clock, logger }),
  );
  overrides.follow(informers, (scope) => sources.requestScope(scope));
  return informers;
}
