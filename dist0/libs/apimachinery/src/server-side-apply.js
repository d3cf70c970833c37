import { applyConflict } from './apply-conflict.js';
import { EMPTY_SET, intersectSets, isEmptySet, subtractSets, subtractTrees, uniteSets, } from './field-set.js';
import { readLastApplied, recordLastApplied, SYNCED_MANAGER } from './last-applied.js';
import { entryTime, isSameManager, readManagedFields, UNOWNED_FIELDS, withFields, withoutFields, writeManagedFields, } from './managed-fields.js';
import {} from './object.js';
import { StatusError } from './status-error.js';
import { compareObjects } from './structured-compare.js';
import { appliedFields } from './structured-fields.js';
import { mergeApplied, pruneFields, removeFields } from './structured-merge.js';
import {} from './type-schema.js';
/** What server-side apply may not write although clients send it along. */
const SERVER_WRITTEN = {
    'f:metadata': {
        'f:creationTimestamp': {},
        'f:deletionTimestamp': {},
        'f:deletionGracePeriodSeconds': {},
        'f:generation': {},
        'f:managedFields': {},
        'f:selfLink': {},
    },
};
/** Owns what an object held before anybody applied to it. */
const BEFORE_FIRST_APPLY = 'before-first-apply';
/**
 * Server-side apply (KEP-555): merges the applied configuration, takes away what this manager gave up and nobody else
 * owns, and records the owners. The very `live` object comes back when nothing changes. `metadata.uid` and
 * `metadata.resourceVersion` of the configuration are merged like any field: they are the caller's preconditions.
 * Throws Conflict (unless forced) when another manager owns a field that would change, BadRequest for a configuration
 * with managedFields or with malformed keyed lists.
 */
export function applyPatch(patch) {
    const { applied, live, ignored = EMPTY_SET } = patch;
    if (applied.metadata.managedFields !== undefined) {
        throw new StatusError('BadRequest', 'metadata.managedFields must be nil');
    }
    const config = removeFields(removeFields(applied, SERVER_WRITTEN), ignored);
    if (live === undefined)
        return { object: createApplied(patch, config) };
    const change = planApply(patch, live, config);
    const conflicts = patch.force ? [] : findConflicts(change, live, patch);
    if (conflicts.length > 0)
        throw applyConflict(conflicts);
    const synced = patch.manager === SYNCED_MANAGER ? recordLastApplied(change.object, config) : change.object;
    return { object: finishApply(change, synced, { ...patch, live }) };
}
/** Nothing to compare with and nobody to be in conflict with: the configuration, and one manager who owns all of it. */
function createApplied(patch, config) {
    const { schema, ignored = EMPTY_SET } = patch;
    const fields = ownFields(appliedFields(config, schema), ignored);
    const merged = mergeApplied({ apiVersion: config.apiVersion, kind: config.kind, metadata: {} }, config, schema);
    const object = patch.manager === SYNCED_MANAGER ? recordLastApplied(merged, config) : merged;
    const entry = { ...writer(patch, 'Apply'), time: entryTime(patch.now), fields };
    return withManagedFields(object, writeManagedFields([entry]));
}
function ownFields(claimed, ignored) {
    return subtractSets(subtractTrees(claimed, ignored), UNOWNED_FIELDS);
}
function planApply(patch, live, config) {
    const { schema, ignored = EMPTY_SET } = patch;
    const claimed = appliedFields(config, schema);
    const entries = readManagedFields(live.metadata.managedFields) ?? [];
    const known = entries.length > 0;
    if (!known)
        entries.push(...ownersBeforeApply(live, patch));
    const self = writer(patch, 'Apply');
    const mine = entries.find((entry) => isSameManager(entry, self));
    const others = entries.filter((entry) => entry !== mine);
    const merged = mergeApplied(live, config, schema);
    const object = mine === undefined ? merged : prune(merged, { claimed, mine, others }, schema);
    const difference = compareObjects(live, object, schema);
    return {
        object,
        claimed,
        mine,
        others,
        known,
        changed: subtractTrees(difference.changed, ignored),
        removed: subtractTrees(difference.removed, ignored),
    };
}
function prune(merged, { claimed, mine, others }, schema) {
    // Mostly a manager applies what it applied before: then there is nothing to take away.
    if (isEmptySet(subtractSets(mine.fields, claimed)))
        return merged;
    const owned = others.reduce((all, entry) => uniteSets(all, entry.fields), claimed);
    if (isEmptySet(subtractSets(mine.fields, owned)))
        return merged;
    return pruneFields(merged, { last: mine.fields, owned }, schema);
}
function findConflicts(change, live, { manager, schema }) {
    if (isEmptySet(change.changed))
        return [];
    const conflicts = change.others
        .map((owner) => ({ owner, fields: intersectSets(owner.fields, change.changed) }))
        .filter(({ fields }) => !isEmptySet(fields));
    if (conflicts.length === 0 || manager !== SYNCED_MANAGER)
        return conflicts;
    // `kubectl apply --server-side` may take over what `kubectl apply` wrote last.
    const lastApplied = readLastApplied(live, schema);
    return conflicts
        .map(({ owner, fields }) => ({ owner, fields: subtractSets(fields, lastApplied) }))
        .filter(({ fields }) => !isEmptySet(fields));
}
function finishApply(change, object, patch) {
    const { live, apiVersion, ignored = EMPTY_SET } = patch;
    const { changed, removed, mine } = change;
    const lost = uniteSets(changed, removed);
    const others = change.others.map((entry) => withoutFields(entry, lost));
    const fields = ownFields(change.claimed, ignored);
    const time = change.object === live ? mine?.time : entryTime(patch.now);
    const own = mine === undefined
        ? { ...writer(patch, 'Apply'), time, fields }
        : withFields(mine, fields, { apiVersion, time });
    const managed = [...others, own];
    const same = change.known && own === mine && others.every((entry, at) => entry === change.others[at]);
    if (same && object === live)
        return live;
    return withManagedFields(object, writeManagedFields(managed));
}
/**
 * Records who changed what in a create, update or patch: fields that differ move to an `Update` entry of this manager and
 * leave all others. A client may write managedFields itself; `[{}]` clears them; an object without any is left without.
 * Gives `updated` with the managedFields that belong to it; nothing else in it changes.
 */
export function trackUpdate(update) {
    const { old, updated, schema, ignored = EMPTY_SET } = update;
    const base = entriesToKeep(update);
    if (base.length === 0 && old !== undefined)
        return withManagedFields(updated, []);
    const before = old ?? { apiVersion: updated.apiVersion, kind: updated.kind, metadata: {} };
    const difference = compareObjects(withoutManagedFields(before), withoutManagedFields(updated), schema);
    const changed = subtractTrees(difference.changed, ignored);
    const removed = subtractTrees(difference.removed, ignored);
    const owned = subtractSets(changed, UNOWNED_FIELDS);
    const self = writer(update, 'Update');
    const lost = uniteSets(changed, removed);
    const entries = base.map((entry) => {
        if (!isSameManager(entry, self) || isEmptySet(owned))
            return withoutFields(entry, lost);
        const fields = uniteSets(subtractSets(entry.fields, removed), owned);
        return withFields(entry, fields, { apiVersion: update.apiVersion, time: entryTime(update.now) });
    });
    if (!isEmptySet(owned) && !base.some((entry) => isSameManager(entry, self))) {
        entries.push({ ...self, time: entryTime(update.now), fields: owned });
    }
    const same = entries.length === base.length && entries.every((entry, at) => entry === base[at]);
    const kept = same ? storedEntries(base) : undefined;
    return withManagedFields(updated, kept ?? writeManagedFields(entries));
}
/** The client's own managedFields where it may write them and they are sound, else the stored ones. */
function entriesToKeep({ old, updated, subresource = '' }) {
    const stored = old?.metadata.managedFields;
    const given = subresource === '' ? updated.metadata.managedFields : undefined;
    if (given !== undefined && given !== stored) {
        const [first, ...more] = given;
        if (first !== undefined && more.length === 0 && Object.keys(first).length === 0)
            return [];
        const entries = readManagedFields(given);
        if (entries !== undefined && entries.length > 0)
            return entries;
    }
    return readManagedFields(stored) ?? [];
}
function storedEntries(entries) {
    const stored = entries.flatMap((entry) => (entry.stored === undefined ? [] : [entry.stored]));
    return stored.length === entries.length ? stored : undefined;
}
/** An object that was written without tracking: all of it belongs to one entry from before. */
function ownersBeforeApply(live, { schema, apiVersion, now, ignored = EMPTY_SET }) {
    const empty = { apiVersion: live.apiVersion, kind: live.kind, metadata: {} };
    const { changed } = compareObjects(empty, live, schema);
    const fields = subtractSets(subtractTrees(changed, ignored), UNOWNED_FIELDS);
    if (isEmptySet(fields))
        return [];
    const time = entryTime(now);
    return [{ manager: BEFORE_FIRST_APPLY, operation: 'Update', apiVersion, subresource: '', time, fields }];
}
function writer({ manager, apiVersion, subresource = '' }, operation) {
    return { manager: manager === '' ? 'unknown' : manager, operation, apiVersion, subresource };
}
function withoutManagedFields(object) {
    if (object.metadata.managedFields === undefined)
        return object;
    const { managedFields: _managed, ...metadata } = object.metadata;
    return { ...object, metadata };
}
function withManagedFields(object, managedFields) {
    if (managedFields.length === 0)
        return withoutManagedFields(object);
    return { ...object, metadata: { ...object.metadata, managedFields } };
}
//# sourceMappingURL=server-side-apply.js.map