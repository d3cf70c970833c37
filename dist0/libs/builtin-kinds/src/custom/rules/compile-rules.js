import {} from '@marcbachmann/cel-js';
import { mapsOf, textOf } from '../../json.js';
import {} from '../json-schema.js';
import { estimateCost } from './estimate-cost.js';
import { costBound } from './rule-cost.js';
import { runningEnvironment } from './rule-types.js';
import {} from './value-shape.js';
export function rulesOf(schema) {
    return mapsOf(schema['x-kubernetes-validations']);
}
const compiled = new WeakMap();
/** The rules of this part of a schema that can be run here; what cannot was told when the definition was written. */
export function compiledRules(schema) {
    let rules = compiled.get(schema);
    if (!rules) {
        rules = rulesOf(schema).flatMap((rule) => compileRule(rule) ?? []);
        compiled.set(schema, rules);
    }
    return rules;
}
function compileRule(rule) {
    const text = textOf(rule['rule']);
    const condition = compile(text);
    const messageExpression = textOf(rule['messageExpression']);
    if (!condition)
        return undefined;
    return {
        text,
        condition,
        message: textOf(rule['message']).trim(),
        messageExpression: messageExpression === '' ? undefined : compile(messageExpression),
        reason: textOf(rule['reason']) || 'FieldValueInvalid',
        fieldPath: textOf(rule['fieldPath']),
        isTransition: mentionsOld(text) || mentionsOld(messageExpression),
        optionalOld: rule['optionalOldSelf'] === true,
    };
}
/** Undefined: it asks for something that is not here. */
function compile(text) {
    try {
        const parsed = runningEnvironment().parse(text);
        if (!parsed.check().valid)
            return undefined;
        return {
            run: (values) => parsed(values),
            bound: (size) => costBound(parsed.ast, size),
        };
    }
    catch {
        return undefined;
    }
}
export function mentionsOld(text) {
    if (!text.includes('oldSelf'))
        return false;
    try {
        return namesOf(runningEnvironment().parse(text).ast).includes('oldSelf');
    }
    catch {
        return true;
    }
}
function namesOf(node) {
    if (node.op === 'id')
        return [node.args];
    const inner = [];
    const visit = (part) => {
        if (Array.isArray(part))
            part.forEach(visit);
        else if (typeof part === 'object' && part !== null && 'op' in part)
            inner.push(...namesOf(part));
    };
    visit(node.args);
    return inner;
}
/** What is wrong with an expression in the words of CEL; undefined: it compiles and gives the type. */
export function compileFault(environment, text, type) {
    const result = environment.check(text);
    if (!result.valid)
        return result.error?.summary ?? 'it cannot be read';
    if (result.type === type || result.type === 'dyn')
        return undefined;
    return `the expression must evaluate to a ${type}, not to ${result.type ?? 'nothing'}`;
}
/** What an expression that compiles may cost for one value of that shape, in steps. */
export function expressionCost(text, shape) {
    const names = new Map([
        ['self', shape],
        ['oldSelf', shape],
    ]);
    return estimateCost(runningEnvironment().parse(text).ast, names).cost;
}
//# sourceMappingURL=compile-rules.js.map