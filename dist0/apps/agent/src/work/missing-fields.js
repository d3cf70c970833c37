/** Paths whose loss in an answer means nothing: write-only, or the server's own. */
const UNSHOWN = new Set(['.stringData', '.status', '.apiVersion', '.kind', '.metadata']);
/** What tells the elements of a list apart, where the server may order or add to them. */
const ELEMENT_KEYS = ['name', 'key', 'containerPort', 'port', 'mountPath', 'devicePath', 'ip', 'topologyKey'];
const MAX_PATHS = 5;
/**
 * Paths that `sent` holds and `answer` lacks: fields that this (older) member does not know and has dropped. Zero values
 * do not count, since servers leave them out; values are not compared, since servers may write them differently.
 * At most five paths, as `.spec.template.spec.containers[0].resizePolicy`.
 */
export function missingFields(sent, answer) {
    const missing = [];
    compare(sent, answer, '', missing);
    return missing;
}
function compare(sent, answer, path, missing) {
    if (missing.length >= MAX_PATHS || isZero(sent) || UNSHOWN.has(path))
        return;
    if (answer === undefined || answer === null) {
        missing.push(path);
    }
    else if (Array.isArray(sent)) {
        if (Array.isArray(answer))
            compareLists(sent, answer, path, missing);
    }
    else if (typeof sent === 'object' && typeof answer === 'object') {
        const record = answer;
        for (const [key, value] of Object.entries(sent))
            compare(value, record[key], `${path}.${key}`, missing);
    }
}
function compareLists(sent, answer, path, missing) {
    for (const [index, item] of sent.entries()) {
        if (typeof item !== 'object' || item === null)
            continue;
        compare(item, counterpart(item, answer, index), `${path}[${index}]`, missing);
    }
}
function counterpart(item, answer, index) {
    const key = ELEMENT_KEYS.find((name) => item[name] !== undefined);
    if (key === undefined)
        return answer[index];
    const same = answer.find((other) => other?.[key] === item[key]);
    return same ?? answer[index];
}
function isZero(value) {
    if (value === undefined || value === null || value === '' || value === 0 || value === false)
        return true;
    if (Array.isArray(value))
        return value.length === 0;
    return typeof value === 'object' && Object.values(value).every(isZero);
}
//# sourceMappingURL=missing-fields.js.map