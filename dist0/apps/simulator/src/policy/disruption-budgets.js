import { labelSelectorMatcher, setCondition, } from '#libs/apimachinery';
import { controllerOf } from '#libs/cluster-controllers';
import { done, keyOf } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { isActive, isReady } from '../cluster/pod.js';
import { DISRUPTION_BUDGETS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { ENDPOINTS_PACE_MS } from '../limits.js';
import { share } from '../workloads/pod-template.js';
/** Says how many pods of each PodDisruptionBudget may be taken away now. */
export class DisruptionBudgets {
    context;
    loop;
    budgetsOf = new NestedMap();
    countedAt = new Map();
    constructor(context) {
        this.context = context;
        const { disruptionBudgets } = context.informers;
        this.loop = mirrorLoop(context, 'disruption-budgets', disruptionBudgets, (key) => this.reconcile(key));
        disruptionBudgets.onChange(({ type, object }) => {
            const namespace = object.metadata.namespace ?? '';
            if (type !== 'DELETED') {
                this.budgetsOf.set(namespace, keyOf(object), object);
                return;
            }
            this.budgetsOf.delete(namespace, keyOf(object));
            this.countedAt.delete(keyOf(object));
        });
        context.pods.informer.onChange((change) => {
            this.observePod(change);
        });
    }
    observePod({ type, object, previous }) {
        const budgets = this.budgetsOf.of(object.metadata.namespace ?? '');
        if (!budgets)
            return;
        const pod = object;
        const counts = (one) => isActive(one) && isReady(one);
        if (type === 'MODIFIED' && previous && counts(pod) === counts(previous))
            return;
        for (const [key, budget] of budgets) {
            if (!labelSelectorMatcher(budget.spec.selector).matches(pod.metadata.labels ?? {}))
                continue;
            const sinceMs = this.context.clock.now() - (this.countedAt.get(key) ?? 0);
            this.loop.enqueueAfter(key, ENDPOINTS_PACE_MS - sinceMs);
        }
    }
    async reconcile(key) {
        const budget = this.context.informers.disruptionBudgets.get(key);
        if (!budget)
            return done;
        this.countedAt.set(key, this.context.clock.now());
        const selector = labelSelectorMatcher(budget.spec.selector);
        const all = [...this.context.pods.ofNamespace(budget.metadata.namespace ?? '')];
        const pods = all.filter((pod) => isActive(pod) && selector.matches(pod.metadata.labels ?? {}));
        const status = budgetStatus(budget, pods, this.expectedScale(pods), this.context.clock.now());
        await writeStatus(this.context, DISRUPTION_BUDGETS, budget, status);
        return done;
    }
    /** How many pods the controllers of these want in all. */
    expectedScale(pods) {
        const scales = new Map();
        for (const pod of pods) {
            const owner = controllerOf(pod);
            if (!owner)
                continue;
            scales.set(owner.uid, this.scaleOf(owner, pod.metadata.namespace ?? '') ?? 0);
        }
        return [...scales.values()].reduce((sum, scale) => sum + scale, 0);
    }
    scaleOf(owner, namespace) {
        const { informers } = this.context;
        const mirror = {
            ReplicaSet: informers.replicaSets,
            StatefulSet: informers.statefulSets,
            Deployment: informers.deployments,
        }[owner.kind];
        const object = mirror?.get(`${namespace}/${owner.name}`);
        const above = object && controllerOf(object);
        // In the middle of a rollout the Deployment is what says how many there shall be.
        if (above?.kind === 'Deployment')
            return this.scaleOf(above, namespace);
        return object?.['spec']?.replicas;
    }
}
/** Of a budget over these active pods, whose controllers want `scale` in all. `now` in ms. */
export function budgetStatus(budget, pods, scale, now) {
    const { minAvailable, maxUnavailable } = budget.spec;
    const isCount = maxUnavailable === undefined && typeof minAvailable !== 'string';
    const expectedPods = isCount ? pods.length : scale;
    const desiredHealthy = maxUnavailable === undefined
        ? share(minAvailable ?? 1, expectedPods, Math.ceil)
        : Math.max(0, expectedPods - share(maxUnavailable, expectedPods, Math.ceil));
    const currentHealthy = pods.filter(isReady).length;
    const disruptionsAllowed = expectedPods === 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
    const { generation } = budget.metadata;
    const observed = generation === undefined ? {} : { observedGeneration: generation };
    const condition = disruptionsAllowed > 0
        ? { status: 'True', reason: 'SufficientPods' }
        : { status: 'False', reason: 'InsufficientPods' };
    return {
        ...observed,
        currentHealthy,
        desiredHealthy,
        disruptionsAllowed,
        expectedPods,
        conditions: setCondition(budget.status?.conditions, { type: 'DisruptionAllowed', message: '', ...condition, ...observed }, now),
    };
}
//# sourceMappingURL=disruption-budgets.js.map