import {} from '#libs/apimachinery';
import { Informer } from '#libs/controller-runtime';
import { clusterOverridePolicies, overridePolicies } from '#libs/kinds';
import {} from '#libs/process';
import {} from '../controllers/propagation/override-index.js';
import {} from '../controllers/propagation/propagation.sources.js';
/** Mirrors override policies; a change of one wakes what it meant and means. Start the informers before the loop. */
export function followOverrides(deps) {
    const { client, overrides, sources, clock, logger } = deps;
    const informers = [overridePolicies, clusterOverridePolicies].map(({ storage }) => new Informer({ client, resource: storage, clock, logger }));
    overrides.follow(informers, (scope) => sources.requestScope(scope));
    return informers;
}
//# sourceMappingURL=overrides.js.map