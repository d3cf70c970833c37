import { Environment } from '@marcbachmann/cel-js';
import { mapOf, textOf } from '../../json.js';
import { additionalOf, isIntOrString, itemsOf, keepsUnknown, typeOf, } from '../json-schema.js';
import { MAX_RULE_NODES } from '../../limits.js';
import { registerRuleFunctions } from './rule-functions.js';
import { ruleName, ruleProperties } from './rule-values.js';
/** What rules may say about values of a schema, as the type checker of CEL sees it. */
const LIMITS = { maxAstNodes: MAX_RULE_NODES, maxDepth: 50, maxListElements: 1_000, maxMapEntries: 1_000 };
function environment() {
    const made = new Environment({
        enableOptionalTypes: true,
        homogeneousAggregateLiterals: false,
        limits: LIMITS,
    });
    registerRuleFunctions(made);
    return made;
}
let running;
/** Rules run in this one: values bring their types with them. */
export function runningEnvironment() {
    running ??= environment().registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn');
    return running;
}
/** Rules of this schema are checked in this one. `root`: of a whole object; `optionalOld`: oldSelf may be absent. */
export function checkingEnvironment(schema, root, optionalOld) {
    const made = environment();
    const types = { made, count: 0 };
    const self = typeName(types, schema, root);
    made.registerVariable('self', self);
    made.registerVariable('oldSelf', optionalOld ? `optional<${self}>` : self);
    return made;
}
const TEXT_TYPES = {
    'date-time': 'google.protobuf.Timestamp',
    date: 'google.protobuf.Timestamp',
    duration: 'google.protobuf.Duration',
    byte: 'bytes',
};
function typeName(types, schema, root) {
    if (isIntOrString(schema))
        return 'dyn';
    switch (typeOf(schema)) {
        case 'integer':
            return 'int';
        case 'number':
            return 'double';
        case 'boolean':
            return 'bool';
        case 'string':
            return TEXT_TYPES[textOf(schema['format'])] ?? 'string';
        case 'array':
            return `list<${typeName(types, itemsOf(schema) ?? {}, false)}>`;
        case 'object':
            return objectType(types, schema, root);
        default:
            return 'dyn';
    }
}
function objectType(types, schema, root) {
    const additional = additionalOf(schema);
    if (additional !== undefined)
        return `map<string, ${typeName(types, mapOf(additional), false)}>`;
    const properties = ruleProperties(schema, root);
    if (properties.length === 0)
        return keepsUnknown(schema) ? 'dyn' : 'map<string, dyn>';
    const fields = properties.flatMap(([name, property]) => {
        const at = ruleName(name);
        return at === undefined ? [] : [[at, typeName(types, property, false)]];
    });
    const name = `Object${String(++types.count)}`;
    // A class of its own that nobody makes: values are plain objects, and only the names of fields are checked.
    const ctor = class {
        declared = name;
    };
    types.made.registerType(name, { ctor, fields: Object.fromEntries(fields) });
    return name;
}
//# sourceMappingURL=rule-types.js.map