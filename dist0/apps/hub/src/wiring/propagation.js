import { formatGroupResource } from '#libs/apimachinery';
import { ControlLoop } from '#libs/controller-runtime';
import {} from '#libs/kinds';
import {} from '#libs/process';
import {} from '#libs/store';
import {} from '../controllers/events/event-recorder.js';
import { AUTOSCALERS, AutoscalerIndex } from '../controllers/propagation/autoscaler-index.js';
import {} from '../controllers/propagation/override-index.js';
import {} from '../controllers/propagation/policy-index.js';
import { PropagationReconciler, } from '../controllers/propagation/propagation.reconciler.js';
import { PropagationSources } from '../controllers/propagation/propagation.sources.js';
import {} from './housekeeping.js';
import { followOverrides } from './overrides.js';
import { followPolicies } from './policies.js';
import { federatedResources } from './resources.js';
/** Objects planned at once; the store batches what they read and write. */
const PROPAGATION_WORKERS = 128;
/** Keys of rows read at once when all debts are looked through. */
const DEBT_PAGE = 1_000;
/** The loop that plans every spread object, and what wakes it. */
export function createPropagation(deps) {
    const { client, kinds, store, loops, clusters, events, housekeeping, isFrozen, onPlaced, clock, logger } = deps;
    const enqueue = (key) => void propagation.enqueue(key);
    const autoscalers = new AutoscalerIndex(kinds, housekeeping.informerOf(AUTOSCALERS), enqueue);
    const reconciler = new PropagationReconciler({
        client,
        clusters,
        store,
        kinds,
        autoscalers,
        policies: deps.policies,
        overrides: deps.overrides,
        enqueue,
        events,
        clock,
        isFrozen,
        onPlaced,
    });
    const propagation = loops.add(new ControlLoop({
        name: 'propagation',
        reconciler,
        workers: PROPAGATION_WORKERS,
        clock,
        logger,
        resync: () => sources.requestResync(),
    }));
    const federated = new Set(federatedResources().map(formatGroupResource));
    const sources = new PropagationSources({
        objects: housekeeping.informers.filter(({ resource }) => federated.has(formatGroupResource(resource))),
        clusters,
        loop: propagation,
        debts: () => debts(store),
        clock,
        logger,
    });
    const policyInformers = [...followPolicies({ ...deps, sources }), ...followOverrides({ ...deps, sources })];
    return { propagation, reconciler, sources, policyInformers };
}
async function* debts(store) {
    for (let after = '';;) {
        const keys = await store.work.keysWithWork(after, DEBT_PAGE);
        yield* keys;
        const last = keys.at(-1);
        if (last === undefined || keys.length < DEBT_PAGE)
            return;
        after = last;
    }
}
//# sourceMappingURL=propagation.js.map