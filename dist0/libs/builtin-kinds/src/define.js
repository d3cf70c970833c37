import { parseApiVersion, } from '#libs/apimachinery';
import {} from './json.js';
import { builtinType } from './type-graph.js';
import { builtinTypeOf } from './type-names.js';
const ALL_VERBS = [
    'create',
    'delete',
    'deletecollection',
    'get',
    'list',
    'patch',
    'update',
    'watch',
];
/** What most kinds answer. */
const USUAL = {
    shortNames: [],
    categories: [],
    namespaced: true,
    verbs: ALL_VERBS,
    subresources: {},
    fieldLabels: {},
    custom: false,
    nameRule: 'dns-subdomain',
    validate: () => [],
    generation: 'none',
    deleteReturnsObject: false,
};
/** A complete row from what is particular about a kind. */
export function defineResource(row) {
    const { apiVersion, resource, alsoServed = [], emptyStatus, applyDefaults = nothing, ...particular } = row;
    return {
        ...USUAL,
        singular: row.kind.toLowerCase(),
        listKind: `${row.kind}List`,
        ...particular,
        storage: { group: parseApiVersion(apiVersion).group, resource },
        versions: [servedVersion(apiVersion, row.kind), ...alsoServed],
        applyDefaults: emptyStatus ? withEmptyStatus(applyDefaults, emptyStatus) : applyDefaults,
    };
}
/** One group and version of a kind; its schema is built when first asked for. */
export function servedVersion(apiVersion, kind, conversion = {}) {
    return {
        ...parseApiVersion(apiVersion),
        ...conversion,
        get schema() {
            return schemaOf(apiVersion, kind);
        },
    };
}
/**
 * A beta that later versions of the kind have not changed and Kubernetes no longer serves: old clients know nothing newer
 * (kubectl 1.20 asks for it in `apply --prune`, `create cronjob` and for budgets).
 */
export function retiredVersion(apiVersion, modern, kind) {
    return {
        ...parseApiVersion(apiVersion),
        get schema() {
            return schemaOf(modern, kind);
        },
        deprecationWarning: `${apiVersion} ${kind} is deprecated; use ${modern} ${kind}`,
    };
}
function schemaOf(apiVersion, kind) {
    const name = builtinTypeOf(apiVersion, kind);
    if (name === undefined) {
        throw new Error(`no facts about ${kind} in ${apiVersion}`);
    }
    return builtinType(name);
}
function withEmptyStatus(applyDefaults, emptyStatus) {
    return (object) => {
        applyDefaults(object);
        object['status'] ??= emptyStatus();
    };
}
function nothing() {
    // Kinds without defaults.
}
//# sourceMappingURL=define.js.map