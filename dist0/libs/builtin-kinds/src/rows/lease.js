import {} from '#libs/apimachinery';
import {} from '../checks.js';
import { invalid } from '../causes.js';
import { AGE, column, NAME, textAt } from '../columns.js';
import { defineResource } from '../define.js';
import { mapOf, numberOf } from '../json.js';
export const leases = defineResource({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    resource: 'leases',
    columns: [NAME, column('Holder', (object) => textAt(object, 'spec', 'holderIdentity')), AGE],
    validate: (object) => {
        const causes = [];
        const spec = mapOf(object['spec']);
        const duration = numberOf(spec['leaseDurationSeconds']);
        if (duration !== undefined && duration <= 0) {
            causes.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
        }
        const transitions = numberOf(spec['leaseTransitions']);
        if (transitions !== undefined && transitions < 0) {
            causes.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
        }
        return causes;
    },
});
//# sourceMappingURL=lease.js.map