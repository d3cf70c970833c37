import { randomBytes, randomUUID } from 'node:crypto';
import { formatTime, isReason, requiredField } from '#libs/apimachinery';
import {} from './core.js';
import { alreadyExists, badRequest, invalid } from './errors.js';
import { cloneJson } from './clone-json.js';
import { GENERATE_NAME_ATTEMPTS } from './limits.js';
import { finishObject } from './pipeline.js';
/**
 * Creates an object of the storage version. `object` is taken over and changed. On dry runs the answer has a uid but
 * no resourceVersion.
 * @throws StatusError AlreadyExists, Invalid, BadRequest, or what admission refuses with
 */
export async function createObject(core, context, namespace, object) {
    checkNew(context, namespace, object);
    if (object.metadata.name)
        return createNamed(core, context, namespace, object);
    for (let attempt = 1;; attempt += 1) {
        const named = cloneJson(object);
        named.metadata.name = generatedName(object.metadata.generateName ?? '');
        try {
            return await createNamed(core, context, namespace, named);
        }
        catch (error) {
            if (!isReason(error, 'AlreadyExists') || attempt === GENERATE_NAME_ATTEMPTS)
                throw error;
        }
    }
}
function checkNew(context, namespace, object) {
    const meta = object.metadata;
    if (context.definition.namespaced !== (namespace !== ''))
        throw badRequest(`${context.definition.kind} needs ${namespace === '' ? 'a namespace' : 'no namespace'}`);
    if (meta.resourceVersion !== undefined && meta.resourceVersion !== '')
        throw badRequest('resourceVersion should not be set on objects to be created');
    if (!meta.name && !meta.generateName) {
        const why = requiredField('metadata.name', 'name or generateName is required');
        throw invalid(context.definition, '', [why]);
    }
}
async function createNamed(core, context, namespace, object) {
    const { definition } = context;
    const key = { ...definition.storage, namespace, name: object.metadata.name ?? '' };
    stamp(core, context, namespace, object);
    if (definition.subresources.status)
        delete object['status'];
    await finishObject(core, context, key, { next: object, old: undefined });
    if (!context.dryRun)
        return core.storage.write({ type: 'create', key, object });
    if (await core.storage.get(key))
        throw alreadyExists(definition.storage, key.name);
    return object;
}
const OF_STORED_OBJECTS = [
    'resourceVersion',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'selfLink',
];
/** What the system alone may say about a new object. */
function stamp(core, context, namespace, object) {
    const meta = object.metadata;
    meta.uid = randomUUID();
    meta.creationTimestamp = formatTime(core.clock.now());
    for (const field of OF_STORED_OBJECTS)
        if (field in meta)
            Reflect.deleteProperty(meta, field);
    if (context.definition.generation === 'spec')
        meta.generation = 1;
    if (namespace === '')
        delete meta.namespace;
    else
        meta.namespace = namespace;
    object.apiVersion = storageApiVersion(context);
    object.kind = context.definition.kind;
}
function storageApiVersion(context) {
    const { group, version } = context.definition.versions[0];
    return group === '' ? version : `${group}/${version}`;
}
/** No vowels and no look-alikes, so that no words come out; 27 letters, five of them. */
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const LONGEST_BASE = 63 - SUFFIX_LENGTH;
function generatedName(base) {
    let suffix = '';
    for (const byte of randomBytes(SUFFIX_LENGTH))
        suffix += SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length] ?? '';
    return base.slice(0, LONGEST_BASE) + suffix;
}
//# sourceMappingURL=create.js.map