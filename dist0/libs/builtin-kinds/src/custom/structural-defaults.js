import { isJson } from '../json.js';
import { additionalOf, itemsOf, propertiesOf } from './json-schema.js';
/** Fills the defaults of a structural schema into an object, in place: where a field is absent, in what is there. */
export function applyStructuralDefaults(schema, value) {
    if (Array.isArray(value)) {
        const items = itemsOf(schema);
        if (items)
            for (const item of value)
                applyStructuralDefaults(items, item);
    }
    else if (isJson(value)) {
        applyToObject(schema, value);
    }
}
function applyToObject(schema, object) {
    const additional = additionalOf(schema);
    if (additional !== undefined && additional !== true)
        for (const value of Object.values(object))
            applyStructuralDefaults(additional, value);
    for (const [name, property] of propertiesOf(schema)) {
        const fallback = property['default'];
        if (fallback !== undefined && !Object.hasOwn(object, name))
            object[name] = structuredClone(fallback);
        if (Object.hasOwn(object, name))
            applyStructuralDefaults(property, object[name]);
    }
}
//# sourceMappingURL=structural-defaults.js.map