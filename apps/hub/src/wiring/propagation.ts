import { formatGroupResource, type ObjectClient } from '#libs/apimachinery';
import { ControlLoop, type Informer, type LoopRegistry } from '#libs/controller-runtime';
import { type SpreadKinds } from '#libs/kinds';
import { type Clock, type Logger } from '#libs/process';
import { type Store } from '#libs/store';
import { type EventRecorder } from '../controllers/events/event-recorder.js';
import { AUTOSCALERS, AutoscalerIndex } from '../controllers/propagation/autoscaler-index.js';
import { type DependencyIndex } from '../controllers/propagation/dependency-index.js';
import { type OverrideIndex } from '../controllers/propagation/override-index.js';
import { type PolicyIndex } from '../controllers/propagation/policy-index.js';
import {
  PropagationReconciler,
  type PropagationReconcilerOptions,
} from '../controllers/propagation/propagation.reconciler.js';
import { PropagationSources } from '../controllers/propagation/propagation.sources.js';
import { type Housekeeping } from './housekeeping.js';
import { followOverrides } from './overrides.js';
import { followPolicies } from './policies.js';
import { federatedResources } from './resources.js';

/** Objects planned at once; the store batches what they read and write. */
const PROPAGATION_WORKERS = 128;
/** Keys of rows read at once when all debts are looked through. */
const DEBT_PAGE = 1_000;

interface PropagationDeps {
  readonly client: ObjectClient;
  readonly kinds: SpreadKinds;
  readonly store: Store;
  readonly loops: LoopRegistry;
  readonly clusters: Informer;
  readonly policies: PolicyIndex;
  readonly overrides: OverrideIndex;
  readonly dependencies: DependencyIndex;
  readonly events: EventRecorder;
  readonly housekeeping: Housekeeping;
  readonly isFrozen: () => boolean;
  readonly onPlaced: PropagationReconcilerOptions['onPlaced'] & object;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface PropagationParts {
  /** Of the policies; start them before the loop. */
  readonly policyInformers: readonly Informer[];
  readonly reconciler: PropagationReconciler;
  readonly propagation: ControlLoop;
  readonly sources: PropagationSources;
}

/** The loop that plans every spread object, and what wakes it. */
export function createPropagation(deps: PropagationDeps): PropagationParts {
  const { client, kinds, store, loops, clusters, events, housekeeping, isFrozen, onPlaced, clock, logger } =
    deps;
  const enqueue = (key: string): void => void propagation.enqueue(key);
  const autoscalers = new AutoscalerIndex(kinds, housekeeping.informerOf(AUTOSCALERS), enqueue);
  deps.dependencies.follow(housekeeping.informers, (key) => {
    if (deps.policies.propagatesDependencies) enqueue(key);
  });
  const reconciler = new PropagationReconciler({
    client,
    clusters,
    store,
    kinds,
    autoscalers,
    policies: deps.policies,
    overrides: deps.overrides,
    dependencies: deps.dependencies,
    enqueue,
    events,
    clock,
    isFrozen,
    onPlaced,
  });
  const propagation = loops.add(
    new ControlLoop({
      name: 'propagation',
      reconciler,
      workers: PROPAGATION_WORKERS,
      clock,
      logger,
      resync: () => sources.requestResync(),
    }),
  );
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

async function* debts(store: Store): AsyncIterable<string> {
  for (let after = ''; ;) {
    const keys = await store.work.keysWithWork(after, DEBT_PAGE);
    yield* keys;
    const last = keys.at(-1);
    if (last === undefined || keys.length < DEBT_PAGE) return;
    after = last;
  }
}
