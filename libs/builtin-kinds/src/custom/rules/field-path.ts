import { isJson } from '../../json.js';
import { additionalOf, propertiesOf, type JsonSchema } from '../json-schema.js';

/** `fieldPath` of a rule: which field below the value that is judged a refusal names. */

const STEP = /^(?:\.([A-Za-z_][A-Za-z0-9_]*)|\['((?:[^'\\]|\\.)+)'\])/;

/** What is wrong with such a path (`.spec.a`, `['a-b']`); undefined: the schema has that field. Items of lists cannot be named. */
export function fieldPathFault(schema: JsonSchema, path: string): string | undefined {
  let part: JsonSchema = schema;
  for (let rest = path; rest !== '';) {
    const step = STEP.exec(rest);
    if (!step) return `expected [ or . at "${rest.slice(0, 40)}"`;
    const name = step[1] ?? (step[2] ?? '').replace(/\\(.)/g, '$1');
    const additional = additionalOf(part);
    const next = new Map(propertiesOf(part)).get(name) ?? (isJson(additional) ? additional : undefined);
    if (next === undefined) return `does not refer to a valid field: "${name}"`;
    part = next;
    rest = rest.slice(step[0].length);
  }
  return undefined;
}
