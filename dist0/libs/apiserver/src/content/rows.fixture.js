import {} from '#libs/apimachinery';
import { builtinType, scalar } from '#libs/builtin-kinds';
/** A row with little but its names and schemas (tests only). Versions: `apps/v1` -> the name of a built-in type or a schema. */
export function testRow(resource, kind, versions, more = {}) {
    const served = Object.entries(versions).map(([text, type]) => {
        const [version = '', group = ''] = text.split('/').reverse();
        return { group, version, schema: typeof type === 'string' ? builtinType(type) : type };
    });
    const [first, ...rest] = served;
    if (first === undefined)
        throw new Error('a row has a version');
    return {
        storage: { group: first.group, resource },
        kind,
        listKind: `${kind}List`,
        singular: kind.toLowerCase(),
        shortNames: [],
        categories: [],
        namespaced: true,
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
        versions: [first, ...rest],
        subresources: {},
        columns: [],
        fieldLabels: {},
        custom: false,
        nameRule: 'dns-subdomain',
        applyDefaults: () => undefined,
        validate: () => [],
        generation: 'spec',
        deleteReturnsObject: false,
        ...more,
    };
}
/** A custom kind whose spec has one field, and which contains itself. */
export function customSchema(field, type) {
    const spec = {
        kind: 'struct',
        fields: new Map([
            [field, { schema: scalar(type), required: true, default: 1 }],
            ['inner', { schema: () => spec }],
        ]),
        atomic: false,
    };
    return {
        kind: 'struct',
        fields: new Map([
            ['metadata', { schema: () => builtinType('meta.v1.ObjectMeta') }],
            ['spec', { schema: () => spec }],
        ]),
        atomic: false,
    };
}
export const DEPLOYMENTS = testRow('deployments', 'Deployment', {
    'apps/v1': 'apps.v1.Deployment',
    'extensions/v1beta1': 'extensions.v1beta1.Deployment',
});
export const NAMESPACES = testRow('namespaces', 'Namespace', { v1: 'core.v1.Namespace' }, { namespaced: false });
export const WIDGETS = testRow('widgets', 'Widget', { 'stable.example.com/v1': customSchema('size', 'integer') }, { custom: true });
//# sourceMappingURL=rows.fixture.js.map