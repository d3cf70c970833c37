import { StatusError } from '#libs/apimachinery';
import { formatAge } from './age.js';
import { partialMetadata } from './partial-metadata.js';
/** For kinds whose row has no columns of its own. */
const GENERIC_COLUMNS = [
    {
        name: 'Name',
        type: 'string',
        format: 'name',
        description: 'Name of the object, unique within its namespace.',
        priority: 0,
        value: (object) => object.metadata.name ?? '',
    },
    {
        name: 'Age',
        type: 'string',
        format: '',
        description: 'Time since the object was created.',
        priority: 0,
        value: (object, now) => formatAge(object.metadata.creationTimestamp, now),
    },
];
/** `includeObject` of a request's query; absent means Metadata. Throws BadRequest for anything unknown. */
export function parseIncludeObject(value) {
    if (value === null || value === '')
        return 'Metadata';
    if (value === 'None' || value === 'Metadata' || value === 'Object')
        return value;
    throw new StatusError('BadRequest', `unrecognized includeObject value: ${JSON.stringify(value)} (use None, Metadata or Object)`);
}
/** Renders storage-version objects as the Table that kubectl prints: one row each, cells from the kind's columns. */
export function renderTable(definition, objects, options) {
    const columns = definition.columns.length > 0 ? definition.columns : GENERIC_COLUMNS;
    return {
        kind: 'Table',
        apiVersion: `meta.k8s.io/${options.version}`,
        metadata: options.listMeta ?? ownVersion(objects[0]),
        columnDefinitions: options.withoutColumns === true ? [] : columns.map(describe),
        rows: objects.map((object) => ({
            cells: columns.map((column) => column.value(object, options.now)),
            object: rowObject(object, options),
        })),
    };
}
function ownVersion(object) {
    const resourceVersion = object?.metadata.resourceVersion;
    return resourceVersion === undefined ? {} : { resourceVersion };
}
function describe({ name, type, format, description, priority }) {
    return { name, type, format, description, priority };
}
function rowObject(object, options) {
    switch (options.includeObject) {
        case 'None':
            return null;
        case 'Metadata':
            return partialMetadata(object, options.version);
        case 'Object':
            return options.present === undefined ? object : options.present(object);
    }
}
//# sourceMappingURL=table.js.map