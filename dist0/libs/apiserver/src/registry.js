import { formatGroupResource, } from '#libs/apimachinery';
function buildIndex(definitions) {
    const byPath = new Map();
    const byKind = new Map();
    const groupVersions = new Map();
    const rows = [...definitions];
    for (const definition of rows) {
        for (const served of definition.versions) {
            const prefix = `${served.group}/${served.version}`;
            const entry = { definition, served };
            byPath.set(`${prefix}/${definition.storage.resource}`, entry);
            byKind.set(`${prefix}/${definition.kind}`, entry);
        }
    }
    // Storage versions come first: clients take a group named earlier for the preferred one (networking.k8s.io, not extensions).
    for (const { group, version } of [
        ...rows.map((row) => row.versions[0]),
        ...rows.flatMap((row) => row.versions),
    ])
        groupVersions.set(`${group}/${version}`, { group, version });
    return { byPath, byKind, groupVersions: [...groupVersions.values()] };
}
/** A registry that starts with `rows`. */
export function createRegistry(rows = []) {
    const definitions = new Map(rows.map((row) => [formatGroupResource(row.storage), row]));
    let index = buildIndex(definitions.values());
    let list = [...definitions.values()];
    let revision = 1;
    const changed = () => {
        index = buildIndex(definitions.values());
        list = [...definitions.values()];
        revision += 1;
    };
    return {
        get revision() {
            return revision;
        },
        definitions: () => list,
        find: (group, version, resource) => index.byPath.get(`${group}/${version}/${resource}`),
        byStorage: (resource) => definitions.get(formatGroupResource(resource)),
        byKind: (group, version, kind) => index.byKind.get(`${group}/${version}/${kind}`),
        groupVersions: () => index.groupVersions,
        set(definition) {
            definitions.set(formatGroupResource(definition.storage), definition);
            changed();
        },
        remove(resource) {
            if (definitions.delete(formatGroupResource(resource)))
                changed();
        },
    };
}
//# sourceMappingURL=registry.js.map