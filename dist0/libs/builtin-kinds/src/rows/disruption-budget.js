import {} from '#libs/apimachinery';
import { checkSelector } from '../checks.js';
import { invalid } from '../causes.js';
import { AGE, column, count, NAME } from '../columns.js';
import { defineResource, retiredVersion } from '../define.js';
import { at, mapOf, shownText } from '../json.js';
import { checkIntOrPercent } from './workload.js';
const ABSENT = 'N/A';
export const disruptionBudgets = defineResource({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    resource: 'poddisruptionbudgets',
    shortNames: ['pdb'],
    alsoServed: [retiredVersion('policy/v1beta1', 'policy/v1', 'PodDisruptionBudget')],
    subresources: { status: true },
    columns: [
        NAME,
        column('Min Available', (object) => shownText(at(object, 'spec', 'minAvailable') ?? ABSENT)),
        column('Max Unavailable', (object) => shownText(at(object, 'spec', 'maxUnavailable') ?? ABSENT)),
        count('Allowed Disruptions', 'status', 'disruptionsAllowed'),
        AGE,
    ],
    generation: 'spec',
    emptyStatus: () => ({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
    validate,
});
function validate(object) {
    const causes = [];
    const spec = mapOf(object['spec']);
    const { minAvailable, maxUnavailable } = spec;
    if (minAvailable !== undefined && maxUnavailable !== undefined) {
        causes.push(invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set'));
    }
    checkIntOrPercent(causes, 'spec.minAvailable', minAvailable);
    checkIntOrPercent(causes, 'spec.maxUnavailable', maxUnavailable);
    checkSelector(causes, 'spec.selector', spec['selector']);
    return causes;
}
//# sourceMappingURL=disruption-budget.js.map