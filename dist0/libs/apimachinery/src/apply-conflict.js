import { memberPaths } from './field-set.js';
import {} from './managed-fields.js';
import { StatusError } from './status-error.js';
/** The 409 of a server-side apply, with a cause for each field, as kubectl prints it. */
export function applyConflict(conflicts) {
    const owners = conflicts
        .map(({ owner, fields }) => ({ owner: formatManager(owner), paths: memberPaths(fields) }))
        .sort((a, b) => (a.owner < b.owner ? -1 : Number(a.owner > b.owner)));
    const causes = owners.flatMap(({ owner, paths }) => paths.map((field) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${owner}`,
        field,
    })));
    const [only] = causes;
    const text = causes.length === 1 && only !== undefined
        ? `Apply failed with 1 conflict: ${only.message}: ${only.field ?? ''}`
        : `Apply failed with ${causes.length} conflicts: ${owners.map(formatOwner).join('\n')}`;
    return new StatusError('Conflict', text, { details: { causes } });
}
function formatOwner({ owner, paths, }) {
    return [`conflicts with ${owner}:`, ...paths.map((path) => `- ${path}`)].join('\n');
}
/** `"m1"`, `"kcm" with subresource "status" using apps/v1`. */
function formatManager({ manager, operation, apiVersion, subresource }) {
    const where = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
    return `${JSON.stringify(manager)}${where}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}
//# sourceMappingURL=apply-conflict.js.map