import { deepEqual } from '#libs/apimachinery';
import {} from './admission.js';
import {} from './core.js';
import { invalid } from './errors.js';
import { validateNewMetadata, validateMetadataChange } from './metadata-validation.js';
/** The steps that creates and updates have in common. */
/**
 * Defaults, managed fields, admission, what the server owns, validation. `next` is changed in place and must share
 * nothing with stored objects where the row's functions may write.
 * @throws StatusError Invalid with all causes, or what an admission plugin refuses with
 */
export async function finishObject(core, context, key, change) {
    const { next, old } = change;
    const { definition } = context;
    const wholeObject = context.subresource === '' || context.subresource === 'scale';
    if (wholeObject)
        definition.applyDefaults(next);
    context.track?.(next, old);
    await admit(core, context, key, {
        operation: old ? 'UPDATE' : 'CREATE',
        object: next,
        old,
        options: {},
    });
    if (wholeObject)
        definition.prepare?.(next, old);
    if (old)
        setGeneration(context, next, old);
    const causes = [
        ...(old ? validateMetadataChange(next, old) : validateNewMetadata(definition, next)),
        ...definition.validate(next, old),
    ];
    if (causes.length > 0)
        throw invalid(definition, key.name, unique(causes));
}
/** Spec changes are counted; status and metadata are not. */
function setGeneration(context, next, old) {
    if (context.definition.generation === 'none' || context.subresource === 'status')
        return;
    if (!desiredStateEqual(next, old))
        next.metadata.generation = (old.metadata.generation ?? 0) + 1;
}
const NOT_DESIRED_STATE = new Set(['apiVersion', 'kind', 'metadata', 'status']);
function desiredStateEqual(a, b) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
        if (!NOT_DESIRED_STATE.has(name) && !deepEqual(a[name], b[name]))
            return false;
    }
    return true;
}
function unique(causes) {
    const byText = new Map(causes.map((item) => [`${item.field ?? ''}|${item.message}`, item]));
    return [...byText.values()];
}
/** Asks every plugin in order; their warnings go to the client. */
export async function admit(core, context, key, what) {
    if (!context.admission)
        return;
    const request = {
        ...what,
        resource: context.definition.storage,
        subresource: context.subresource,
        namespace: key.namespace,
        name: key.name,
        user: context.user,
        dryRun: context.dryRun,
    };
    for (const plugin of core.admission) {
        const answer = plugin.admit(request);
        const warnings = answer instanceof Promise ? await answer : answer;
        for (const warning of warnings)
            context.warn(warning);
    }
}
/** What still holds an object that is being deleted. */
export function pendingFinalizers(context, object) {
    const held = object.metadata.finalizers ?? [];
    if (context.definition.subresources.finalize !== true)
        return held;
    const spec = object['spec'];
    return [...held, ...(spec?.finalizers ?? [])];
}
//# sourceMappingURL=pipeline.js.map