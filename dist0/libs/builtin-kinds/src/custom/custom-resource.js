import {} from '#libs/apimachinery';
import { isJson, mapOf, mapsOf, shownText, textOf, textsOf } from '../json.js';
import { schemaOfVersion, storageVersion, versionsOf } from './json-schema.js';
import { jsonPath, printerColumns } from './printer-columns.js';
import { applyStructuralDefaults } from './structural-defaults.js';
import { runRules } from './rules/run-rules.js';
import { structuralType } from './structural-type.js';
import { validateStructure } from './structural-validation.js';
const VERBS = [
    'create',
    'delete',
    'deletecollection',
    'get',
    'list',
    'patch',
    'update',
    'watch',
];
/**
 * The row that serves the objects of a CustomResourceDefinition, under its accepted names; undefined while it has no version to
 * store or to serve. Objects convert between versions by their apiVersion alone. While the definition is under deletion nothing
 * new is created.
 */
export function customResource(definition) {
    const storage = storageVersion(definition);
    const [first, ...more] = servedVersions(definition);
    if (!storage || !first)
        return undefined;
    const spec = mapOf(definition['spec']);
    const names = namesOf(definition);
    const schema = schemaOfVersion(storage);
    const terminating = definition.metadata.deletionTimestamp !== undefined;
    return {
        storage: { group: textOf(spec['group']), resource: textOf(names['plural']) },
        kind: textOf(names['kind']),
        listKind: textOf(names['listKind']),
        singular: textOf(names['singular']),
        shortNames: textsOf(names['shortNames']),
        categories: textsOf(names['categories']),
        namespaced: spec['scope'] === 'Namespaced',
        verbs: terminating ? VERBS.filter((verb) => verb !== 'create') : VERBS,
        versions: [first, ...more],
        subresources: subresourcesOf(storage),
        columns: printerColumns(storage),
        fieldLabels: fieldLabelsOf(storage),
        custom: true,
        nameRule: 'dns-subdomain',
        applyDefaults: (object) => applyStructuralDefaults(schema, object),
        validate: (object, old) => {
            const causes = validateStructure(schema, object);
            return causes.length > 0 ? causes : runRules(schema, object, old);
        },
        generation: 'spec',
        deleteReturnsObject: false,
    };
}
/** Those in use: what others have taken before stays theirs. */
function namesOf(definition) {
    const accepted = mapOf(mapOf(definition['status'])['acceptedNames']);
    return textOf(accepted['kind']) === '' ? mapOf(mapOf(definition['spec'])['names']) : accepted;
}
/** The storage version first, as everywhere; it answers even if it is not to be served, for objects are kept in it. */
function servedVersions(definition) {
    const { group, names } = mapOf(definition['spec']);
    const versions = versionsOf(definition).filter(({ served, storage }) => served === true || storage === true);
    const order = (version) => (version['storage'] === true ? 0 : 1);
    return versions
        .sort((a, b) => order(a) - order(b))
        .map((version) => servedVersion(textOf(group), textOf(mapOf(names)['kind']), version));
}
function servedVersion(group, kind, version) {
    const name = textOf(version['name']);
    const warning = textOf(version['deprecationWarning']) || `${group}/${name} ${kind} is deprecated`;
    return {
        group,
        version: name,
        schema: structuralType(schemaOfVersion(version)),
        ...(version['deprecated'] === true ? { deprecationWarning: warning } : {}),
    };
}
function subresourcesOf(version) {
    const { status, scale } = mapOf(version['subresources']);
    return {
        ...(isJson(status) ? { status: true } : {}),
        ...(isJson(scale) ? { scale: scalePaths(scale) } : {}),
    };
}
function scalePaths(scale) {
    const selector = textOf(scale['labelSelectorPath']);
    return {
        specReplicas: textOf(scale['specReplicasPath']),
        statusReplicas: textOf(scale['statusReplicasPath']),
        ...(selector === '' ? {} : { selector }),
    };
}
function fieldLabelsOf(version) {
    const paths = mapsOf(version['selectableFields']).map(({ jsonPath: path }) => textOf(path));
    return Object.fromEntries(paths.map((path) => {
        const read = jsonPath(path);
        return [path.replace(/^\./, ''), (object) => shownText(read(object)[0])];
    }));
}
//# sourceMappingURL=custom-resource.js.map