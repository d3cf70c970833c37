import { formatApiVersion } from '#libs/apimachinery';
import {} from './discovery-groups.js';
/** The URL of a resource's collection and of one object, with the names in braces. */
export function resourcePaths(row, gv) {
    const root = `${gv.group === '' ? '/api' : '/apis'}/${formatApiVersion(gv)}`;
    const scope = row.namespaced ? '/namespaces/{namespace}' : '';
    const collection = `${root}${scope}/${row.storage.resource}`;
    return { collection, object: `${collection}/{name}` };
}
const DRY_RUN = {
    name: 'dryRun',
    type: 'string',
    description: 'All: go through every stage and store nothing.',
};
const FIELD_MANAGER = {
    name: 'fieldManager',
    type: 'string',
    description: 'The name of who makes the change, for field ownership.',
};
const FIELD_VALIDATION = {
    name: 'fieldValidation',
    type: 'string',
    description: 'What to do about unknown and duplicate fields: Ignore, Warn or Strict.',
};
const FORCE = {
    name: 'force',
    type: 'boolean',
    description: 'For apply patches: take over fields that another manager owns.',
};
const WRITE_PARAMETERS = [DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION];
/** kubectl looks at `patch` to learn what a kind takes, and at `get` to explain it. */
export const VERB_OPERATIONS = [
    { verb: 'list', method: 'get', on: 'collection', action: 'list', parameters: [], body: 'none' },
    {
        verb: 'create',
        method: 'post',
        on: 'collection',
        action: 'post',
        parameters: WRITE_PARAMETERS,
        body: 'object',
    },
    { verb: 'get', method: 'get', on: 'object', action: 'get', parameters: [], body: 'none' },
    {
        verb: 'update',
        method: 'put',
        on: 'object',
        action: 'put',
        parameters: WRITE_PARAMETERS,
        body: 'object',
    },
    {
        verb: 'patch',
        method: 'patch',
        on: 'object',
        action: 'patch',
        parameters: [...WRITE_PARAMETERS, FORCE],
        body: 'patch',
    },
    { verb: 'delete', method: 'delete', on: 'object', action: 'delete', parameters: [DRY_RUN], body: 'none' },
];
/** `patchAppsV1Deployment`: unique among the operations of a server. */
export function operationId(operation, gvk) {
    const parts = [...(gvk.group || 'core').split(/[.-]/), gvk.version, gvk.kind];
    return operation.verb + parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}
//# sourceMappingURL=openapi-paths.js.map