import { checkQualifiedName } from '#libs/apimachinery';
import { checkName } from '../checks.js';
import { AGE, column, NAME, textAt } from '../columns.js';
import { defineResource } from '../define.js';
import { at, ensureMap, listOf, mapOf, setDefault } from '../json.js';
/** Every namespace carries its name as a label, so that selectors can name it. */
const NAME_LABEL = 'kubernetes.io/metadata.name';
export const namespaces = defineResource({
    apiVersion: 'v1',
    kind: 'Namespace',
    resource: 'namespaces',
    shortNames: ['ns'],
    namespaced: false,
    nameRule: 'dns-label',
    // No deletecollection: emptying a whole server is not one request.
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    subresources: { status: true, finalize: true },
    columns: [NAME, column('Status', (object) => textAt(object, 'status', 'phase')), AGE],
    fieldLabels: { 'status.phase': (object) => textAt(object, 'status', 'phase') },
    deleteReturnsObject: true,
    applyDefaults: (object) => {
        const { name } = object.metadata;
        if (name !== undefined && name !== '') {
            object.metadata.labels = { ...object.metadata.labels, [NAME_LABEL]: name };
        }
        setDefault(ensureMap(object, 'status'), 'phase', 'Active');
    },
    prepare: keepFinalizers,
    validate: (object) => {
        const causes = [];
        listOf(mapOf(object['spec'])['finalizers']).forEach((finalizer, index) => checkName(causes, `spec.finalizers[${index}]`, finalizer, checkQualifiedName));
        return causes;
    },
});
/**
 * `spec.finalizers` belong to the server: set at creation, changed only through `finalize`, which is used only on
 * a namespace that is being deleted.
 */
function keepFinalizers(object, old) {
    const spec = ensureMap(object, 'spec');
    if (!old) {
        const given = listOf(spec['finalizers']).filter((name) => name !== 'kubernetes');
        spec['finalizers'] = ['kubernetes', ...given];
        object['status'] = { phase: 'Active' };
    }
    else if (old.metadata.deletionTimestamp === undefined) {
        spec['finalizers'] = at(old, 'spec', 'finalizers') ?? ['kubernetes'];
    }
}
//# sourceMappingURL=namespace.js.map