import {} from '#libs/apimachinery';
const CHANGE = ['get', 'patch', 'update'];
/**
 * The rows by group and version. Groups keep the order of the rows, because clients prefer what comes first;
 * `extensions` goes last, so that nobody is sent to it who did not ask for it.
 */
export function discoveryGroups(rows) {
    const groups = new Map();
    for (const row of rows) {
        for (const { group, version } of row.versions) {
            const versions = getOrAdd(groups, group, () => new Map());
            getOrAdd(versions, version, () => []).push(resourceOf(row, group, version));
        }
    }
    return [...groups]
        .sort(([a], [b]) => Number(a === 'extensions') - Number(b === 'extensions'))
        .map(([name, versions]) => ({ name, versions: sortedVersions(versions) }));
}
function resourceOf(row, group, version) {
    const kind = { group, version, kind: row.kind };
    return {
        row: group === 'extensions' ? withoutNicknames(row) : row,
        kind,
        subresources: subresourcesOf(row, kind),
    };
}
/** Short names and categories lead to the modern group; kubectl warns of, or lists twice, what two groups claim. */
function withoutNicknames(row) {
    return { ...row, shortNames: [], categories: [] };
}
function subresourcesOf(row, kind) {
    const found = [...(row.otherSubresources ?? [])];
    if (row.subresources.status)
        found.push({ name: 'status', kind, verbs: CHANGE });
    if (row.subresources.finalize)
        found.push({ name: 'finalize', kind, verbs: ['update'] });
    if (row.subresources.scale) {
        found.push({
            name: 'scale',
            kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
            verbs: CHANGE,
        });
    }
    return found.sort((a, b) => compareText(a.name, b.name));
}
function sortedVersions(versions) {
    return [...versions]
        .sort(([a], [b]) => compareVersions(a, b))
        .map(([version, resources]) => ({
        version,
        resources: resources.sort((a, b) => compareText(a.row.storage.resource, b.row.storage.resource)),
    }));
}
/** Preferred first: v2 before v1 before v1beta2 before v1beta1 before v1alpha1; other names after, by name. */
export function compareVersions(a, b) {
    const left = versionRank(a);
    const right = versionRank(b);
    for (let i = 0; i < left.length; i++) {
        const difference = (right[i] ?? 0) - (left[i] ?? 0);
        if (difference !== 0)
            return difference;
    }
    return compareText(a, b);
}
function versionRank(version) {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
    if (!match)
        return [0, 0, 0];
    const [, major, stage, minor] = match;
    const stability = stage === undefined ? 3 : stage === 'beta' ? 2 : 1;
    return [stability, Number(major), Number(minor ?? 0)];
}
function compareText(a, b) {
    return a < b ? -1 : Number(a > b);
}
function getOrAdd(map, key, make) {
    let value = map.get(key);
    if (value === undefined) {
        value = make();
        map.set(key, value);
    }
    return value;
}
//# sourceMappingURL=discovery-groups.js.map