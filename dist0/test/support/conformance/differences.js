import { isRecord } from './recordings.js';
const PATTERNS = [
    [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, '<time>'],
    [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, '<uid>'],
    [/^((\d+[dhms])+|<invalid>)$/, '<age>'],
    [/^10\.\d+\.\d+\.\d+$/, '<ip>'],
    [/^gen-[a-z0-9]{5}$/, 'gen-<suffix>'],
];
/** A copy of an answer in which everything that cannot be the same twice is replaced by what it is. */
export function normalized(value, key = '') {
    if (typeof value === 'string')
        return normalText(value, key);
    if (Array.isArray(value)) {
        const items = value.map((item) => normalized(item));
        return key === 'managedFields' ? items.sort(byText) : items;
    }
    if (!isRecord(value))
        return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normalized(item, name)]));
}
function normalText(text, key) {
    if (key === 'resourceVersion')
        return '<version>';
    if (key === 'continue')
        return '<continue>';
    return PATTERNS.find(([pattern]) => pattern.test(text))?.[1] ?? text;
}
function byText(a, b) {
    const [left, right] = [JSON.stringify(sorted(a)), JSON.stringify(sorted(b))];
    return left < right ? -1 : Number(left > right);
}
function sorted(value) {
    if (!isRecord(value))
        return value;
    return Object.fromEntries(Object.keys(value)
        .sort()
        .map((key) => [key, sorted(value[key])]));
}
/** Every place where they differ; a missing field is undefined. */
export function differences(recorded, ours, path = '') {
    if (Array.isArray(recorded) && Array.isArray(ours)) {
        const length = Math.max(recorded.length, ours.length);
        return Array.from({ length }, (_, index) => differences(recorded[index], ours[index], `${path}[${index}]`)).flat();
    }
    if (isRecord(recorded) && isRecord(ours)) {
        const names = [...new Set([...Object.keys(recorded), ...Object.keys(ours)])];
        return names.flatMap((name) => differences(recorded[name], ours[name], path === '' ? name : `${path}.${name}`));
    }
    return Object.is(recorded, ours) ? [] : [{ path, recorded, ours }];
}
//# sourceMappingURL=differences.js.map