import {} from '#libs/apimachinery';
import { patchMediaTypes } from './negotiation.js';
import { operationId, resourcePaths, VERB_OPERATIONS } from './openapi-paths.js';
import { addKind, createSchemaNodes } from './schema-nodes.js';
import { API_LEVEL } from './version-info.js';
/**
 * The document of all rows: definitions for explain and client-side validation, and the patch of each kind, where
 * old kubectl looks for `dryRun` and for the kinds of patches.
 */
export function openApiV2Document(definitions) {
    const nodes = createSchemaNodes('#/definitions/');
    const paths = {};
    for (const definition of definitions) {
        for (const served of definition.versions)
            addVersion(paths, nodes, definition, served);
    }
    return {
        swagger: '2.0',
        info: { title: 'Kubernetes', version: API_LEVEL.gitVersion },
        paths,
        definitions: Object.fromEntries([...nodes.byName].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
}
const PATCH = VERB_OPERATIONS.find(({ verb }) => verb === 'patch');
function addVersion(paths, nodes, definition, served) {
    const gvk = { group: served.group, kind: definition.kind, version: served.version };
    addKind(nodes, gvk, served.schema);
    if (PATCH === undefined || !definition.verbs.includes('patch'))
        return;
    paths[resourcePaths(definition, served).object] = {
        patch: {
            operationId: operationId(PATCH, gvk),
            consumes: patchMediaTypes(definition.custom),
            produces: ['application/json'],
            parameters: PATCH.parameters.map((parameter) => ({ ...parameter, in: 'query' })),
            responses: { '200': { description: 'OK' } },
            'x-kubernetes-action': PATCH.action,
            'x-kubernetes-group-version-kind': gvk,
        },
    };
}
//# sourceMappingURL=openapi-v2-document.js.map