import { formatTime } from './conditions.js';
import { deepEqual } from './deep-equal.js';
import { EMPTY_SET, isEmptySet, isFieldSet, sortSet, subtractSets, uniteSets, } from './field-set.js';
import { MAX_UPDATE_MANAGERS } from './limits.js';
import {} from './object.js';
/** What is never owned: what names the object and what the server alone writes. */
export const UNOWNED_FIELDS = {
    'f:apiVersion': {},
    'f:kind': {},
    'f:metadata': {
        '.': {},
        'f:name': {},
        'f:namespace': {},
        'f:creationTimestamp': {},
        'f:deletionTimestamp': {},
        'f:deletionGracePeriodSeconds': {},
        'f:selfLink': {},
        'f:uid': {},
        'f:clusterName': {},
        'f:generation': {},
        'f:managedFields': {},
        'f:resourceVersion': {},
    },
};
const ANCIENT_CHANGES = 'ancient-changes';
/** The entries of an object; undefined when one is malformed (they come from clients too). */
export function readManagedFields(managedFields) {
    const entries = (managedFields ?? []).map(readEntry);
    return entries.every((entry) => entry !== undefined) ? entries : undefined;
}
/** The entries as they are stored: sorted, with sorted fields, the oldest folded together beyond the limit. */
export function writeManagedFields(entries) {
    const owning = entries.filter((entry) => !isEmptySet(entry.fields)).sort(compareEntries);
    return foldOldest(owning).sort(compareEntries).map(writeEntry);
}
/** Appliers are one manager whatever the version they apply; updates count per version. */
export function isSameManager(entry, other) {
    return (entry.manager === other.manager &&
        entry.operation === other.operation &&
        entry.subresource === other.subresource &&
        (entry.operation === 'Apply' || entry.apiVersion === other.apiVersion));
}
/** The entry without some fields; the same entry when it has none of them. */
export function withoutFields(entry, fields) {
    return isEmptySet(fields) ? entry : withFields(entry, subtractSets(entry.fields, fields), entry);
}
/** The entry with other fields, and written by another version or at another time; the same entry when nothing changes. */
export function withFields(entry, fields, { apiVersion, time }) {
    const { manager, operation, subresource } = entry;
    const same = entry.apiVersion === apiVersion && entry.time === time && deepEqual(entry.fields, fields);
    return same ? entry : { manager, operation, subresource, apiVersion, time, fields };
}
/** `now` in ms since the epoch, as it stands in an entry. */
export function entryTime(now) {
    return formatTime(now);
}
function readEntry(stored) {
    const { manager = '', operation, apiVersion = '', time, fieldsType, fieldsV1, subresource = '' } = stored;
    if (operation !== 'Apply' && operation !== 'Update')
        return undefined;
    if (fieldsType !== 'FieldsV1')
        return undefined;
    const fields = fieldsV1 ?? EMPTY_SET;
    if (!isFieldSet(fields))
        return undefined;
    return { manager, operation, apiVersion, subresource, time: time ?? undefined, fields, stored };
}
function writeEntry(entry) {
    if (entry.stored !== undefined)
        return entry.stored;
    const { manager, operation, apiVersion, time, fields, subresource } = entry;
    return {
        manager,
        operation,
        apiVersion,
        ...(time === undefined ? {} : { time }),
        fieldsType: 'FieldsV1',
        fieldsV1: sortSet(fields),
        ...(subresource === '' ? {} : { subresource }),
    };
}
function compareEntries(left, right) {
    return (compareText(left.operation, right.operation) ||
        compareText(left.time ?? '', right.time ?? '') ||
        compareText(left.manager, right.manager) ||
        compareText(left.apiVersion, right.apiVersion) ||
        compareText(left.subresource, right.subresource));
}
function compareText(left, right) {
    if (left === right)
        return 0;
    return left < right ? -1 : 1;
}
/** Beyond the limit the oldest Update entries become one per version, so that the list cannot grow without end. */
function foldOldest(entries) {
    const updates = entries.filter((entry) => entry.operation === 'Update');
    if (updates.length <= MAX_UPDATE_MANAGERS)
        return [...entries];
    const kept = new Set(updates);
    const ancient = new Map();
    for (const entry of updates) {
        if (kept.size + ancient.size <= MAX_UPDATE_MANAGERS)
            break;
        kept.delete(entry);
        const { apiVersion, time } = entry;
        const fields = uniteSets(ancient.get(apiVersion)?.fields ?? EMPTY_SET, entry.fields);
        const bucket = { manager: ANCIENT_CHANGES, operation: 'Update', subresource: '' };
        ancient.set(apiVersion, { ...bucket, apiVersion, time, fields });
    }
    const appliers = entries.filter((entry) => entry.operation === 'Apply');
    return [...appliers, ...ancient.values(), ...kept];
}
//# sourceMappingURL=managed-fields.js.map