import { type Causes } from '../../checks.js';
import { invalid, notSupported, required } from '../../causes.js';
import { isJson, textOf, type Json } from '../../json.js';
import { itemsOf, propertiesOf, type JsonSchema } from '../json-schema.js';
import { compileFault, mentionsOld, rulesOf } from './compile-rules.js';
import { needsMore } from './rule-functions.js';
import { checkingEnvironment } from './rule-types.js';

/** Whether the rules of a schema can be compiled, told where the definition is written. */

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** Where a part of a schema is. */
interface Place {
  readonly path: string;
  readonly root: boolean;
  /** Values here can be told from one write to the next. */
  readonly correlated: boolean;
}

/** Adds what is wrong with the rules at any level of a whole version's schema. */
export function checkRules(causes: Causes, path: string, schema: JsonSchema): void {
  checkLevel(causes, schema, { path, root: true, correlated: true });
}

/** Whether some rule needs functions that are not here, so that it is not run. */
export function hasForeignRules(schema: JsonSchema): boolean {
  return rulesOf(schema).some(isForeign) || partsOf(schema).some(([, part]) => hasForeignRules(part));
}

function isForeign(rule: Json): boolean {
  return needsMore(textOf(rule['rule'])) || needsMore(textOf(rule['messageExpression']));
}

function checkLevel(causes: Causes, schema: JsonSchema, place: Place): void {
  rulesOf(schema).forEach((rule, index) => {
    const at = `${place.path}.x-kubernetes-validations[${String(index)}]`;
    checkRule(causes, schema, rule, { ...place, path: at });
  });
  for (const [field, part] of partsOf(schema)) {
    const isItem = field === 'items' && schema['x-kubernetes-list-type'] !== 'map';
    const correlated = place.correlated && !isItem;
    checkLevel(causes, part, { path: `${place.path}.${field}`, root: false, correlated });
  }
}

function partsOf(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  const items = itemsOf(schema);
  const additional = schema['additionalProperties'];
  return [
    ...propertiesOf(schema).map(([name, part]) => [`properties[${name}]`, part] as const),
    ...(items ? [['items', items] as const] : []),
    ...(isJson(additional) ? [['additionalProperties', additional] as const] : []),
  ];
}

function checkRule(causes: Causes, schema: JsonSchema, rule: Json, { path, root, correlated }: Place): void {
  const text = textOf(rule['rule']);
  const message = textOf(rule['messageExpression']);
  const reason = textOf(rule['reason']);
  if (text.trim() === '') causes.push(required(`${path}.rule`, 'rule is not specified'));
  if (reason !== '' && !REASONS.includes(reason))
    causes.push(notSupported(`${path}.reason`, reason, REASONS));
  if (text.trim() === '' || isForeign(rule)) return;
  if (!correlated && (mentionsOld(text) || mentionsOld(message)))
    causes.push(
      invalid(`${path}.rule`, text, 'oldSelf cannot be used on the uncorrelatable portion of the schema'),
    );
  const environment = checkingEnvironment(schema, root, rule['optionalOldSelf'] === true);
  for (const [field, expression, type] of [
    ['rule', text, 'bool'],
    ['messageExpression', message, 'string'],
  ] as const) {
    const fault = expression === '' ? undefined : compileFault(environment, expression, type);
    if (fault !== undefined)
      causes.push(invalid(`${path}.${field}`, expression, `compilation failed: ${fault}`));
  }
}
