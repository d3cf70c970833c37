import {} from '#libs/apimachinery';
import { builtinType } from '#libs/builtin-kinds';
import { patchMediaTypes } from './negotiation.js';
import { operationId, resourcePaths, VERB_OPERATIONS, } from './openapi-paths.js';
import { addKind, addListKind, createSchemaNodes } from './schema-nodes.js';
import { API_LEVEL } from './version-info.js';
/** The OpenAPI 3.0 document of one group and version. */
export function openApiV3Document(rows) {
    const nodes = createSchemaNodes('#/components/schemas/');
    const paths = {};
    for (const { definition, served } of rows)
        addPaths(paths, nodes, definition, served);
    return {
        openapi: '3.0.0',
        info: { title: 'Kubernetes', version: API_LEVEL.gitVersion },
        paths,
        components: { schemas: Object.fromEntries([...nodes.byName].sort(([a], [b]) => (a < b ? -1 : 1))) },
    };
}
function addPaths(paths, nodes, definition, served) {
    const gvk = { group: served.group, version: served.version, kind: definition.kind };
    const kind = addKind(nodes, gvk, served.schema);
    const list = addListKind(nodes, { ...gvk, kind: definition.listKind }, kind, builtinType('meta.v1.ListMeta'));
    const { custom, namespaced } = definition;
    const refs = { gvk, kind: nodes.refPrefix + kind, list: nodes.refPrefix + list, custom, namespaced };
    const urls = resourcePaths(definition, served);
    for (const operation of VERB_OPERATIONS) {
        if (!definition.verbs.includes(operation.verb))
            continue;
        const url = urls[operation.on];
        const path = (paths[url] ??= { parameters: pathParameters(operation, refs) });
        path[operation.method] = operationNode(operation, refs);
    }
}
function pathParameters(operation, refs) {
    const names = [...(operation.on === 'object' ? ['name'] : []), ...(refs.namespaced ? ['namespace'] : [])];
    return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}
function operationNode(operation, refs) {
    const answer = operation.action === 'list' ? refs.list : refs.kind;
    return {
        operationId: operationId(operation, refs.gvk),
        ...(operation.parameters.length > 0 ? { parameters: operation.parameters.map(parameterNode) } : {}),
        ...requestBody(operation, refs),
        responses: {
            '200': { description: 'OK', content: { 'application/json': { schema: { $ref: answer } } } },
        },
        'x-kubernetes-action': operation.action,
        'x-kubernetes-group-version-kind': refs.gvk,
    };
}
function parameterNode({ name, type, description }) {
    return { name, in: 'query', description, schema: { type } };
}
/** kubectl apply sends a strategic merge patch only to kinds whose patch lists that content type. */
function requestBody(operation, refs) {
    switch (operation.body) {
        case 'none':
            return {};
        case 'object':
            return {
                requestBody: { required: true, content: { 'application/json': { schema: { $ref: refs.kind } } } },
            };
        case 'patch': {
            const content = patchMediaTypes(refs.custom).map((type) => [type, { schema: { type: 'object' } }]);
            return { requestBody: { required: true, content: Object.fromEntries(content) } };
        }
    }
}
//# sourceMappingURL=openapi-v3-document.js.map