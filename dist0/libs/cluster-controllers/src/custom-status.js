import { deepEqual, isConditionTrue, setCondition, } from '#libs/apimachinery';
import { namesIn } from './custom-names.js';
/** The definition with what was decided about its names; the same where that says it already. `now` in ms. */
export function withStatus(definition, verdict, now) {
    const before = statusOf(definition);
    const { accepted, reason, message } = verdict;
    const named = setCondition(before.conditions, { type: 'NamesAccepted', status: accepted ? 'True' : 'False', reason, message }, now);
    // Once established it stays so: its objects are there.
    const established = accepted || isConditionTrue(named, 'Established');
    const conditions = setCondition(named, established
        ? {
            type: 'Established',
            status: 'True',
            reason: 'InitialNamesAccepted',
            message: 'the initial names have been accepted',
        }
        : {
            type: 'Established',
            status: 'False',
            reason: 'NotAccepted',
            message: 'not all names are accepted',
        }, now);
    const acceptedNames = accepted ? namesIn(definition, 'spec') : namesIn(definition, 'status');
    const status = { ...before, conditions, acceptedNames };
    return deepEqual(status, before) ? definition : { ...definition, status };
}
/** Said while its objects go. */
export function withTerminating(definition, now) {
    const before = statusOf(definition);
    const conditions = setCondition(before.conditions, {
        type: 'Terminating',
        status: 'True',
        reason: 'InstanceDeletionInProgress',
        message: 'CustomResource deletion is in progress',
    }, now);
    return conditions === before.conditions ? undefined : { ...definition, status: { ...before, conditions } };
}
function statusOf(definition) {
    return (definition['status'] ?? {});
}
//# sourceMappingURL=custom-status.js.map