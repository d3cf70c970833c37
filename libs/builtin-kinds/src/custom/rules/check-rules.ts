import { type Causes } from '../../checks.js';
import { forbidden, invalid, notSupported, required } from '../../causes.js';
import { isJson, textOf, type Json } from '../../json.js';
import { MAX_ESTIMATED_RULE_COST, MAX_ESTIMATED_SCHEMA_COST } from '../../limits.js';
import { itemsOf, propertiesOf, type JsonSchema } from '../json-schema.js';
import { compileFault, expressionCost, mentionsOld, rulesOf } from './compile-rules.js';
import { fieldPathFault } from './field-path.js';
import { needsMore } from './rule-functions.js';
import { checkingEnvironment } from './rule-types.js';
import { fitting, itemsAtMost, shapeOf, smallest } from './value-shape.js';

/** Whether the rules of a schema can be compiled and will not cost too much, told where the definition is written. */

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
/** Rules that are named when all together cost too much. */
const DEAREST = 4;

/** Where a part of a schema is. */
interface Place {
  readonly path: string;
  readonly root: boolean;
  /** Values here can be told from one write to the next. */
  readonly correlated: boolean;
  /** How many values of one object are judged here at most; undefined: as many as there is room for. */
  readonly values: number | undefined;
}

/** What is found, and what each rule costs. */
interface Findings {
  readonly causes: Causes;
  readonly costs: { readonly path: string; readonly cost: number }[];
}

/** Adds what is wrong with the rules at any level of a whole version's schema. */
export function checkRules(causes: Causes, path: string, schema: JsonSchema): void {
  const found: Findings = { causes, costs: [] };
  checkLevel(found, schema, { path, root: true, correlated: true, values: 1 });
  const cost = found.costs.reduce((sum, one) => sum + one.cost, 0);
  if (cost <= MAX_ESTIMATED_SCHEMA_COST) return;
  for (const one of found.costs.sort((a, b) => b.cost - a.cost).slice(0, DEAREST))
    causes.push(
      forbidden(
        one.path,
        'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
      ),
    );
  const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
  causes.push(forbidden(path, tooDear(what, cost / MAX_ESTIMATED_SCHEMA_COST)));
}

/** Whether some rule needs functions that are not here, so that it is not run. */
export function hasForeignRules(schema: JsonSchema): boolean {
  return rulesOf(schema).some(isForeign) || partsOf(schema).some(([, part]) => hasForeignRules(part));
}

function isForeign(rule: Json): boolean {
  return needsMore(textOf(rule['rule'])) || needsMore(textOf(rule['messageExpression']));
}

function checkLevel(found: Findings, schema: JsonSchema, place: Place): void {
  rulesOf(schema).forEach((rule, index) => {
    const path = `${place.path}.x-kubernetes-validations[${String(index)}]`;
    checkForm(found.causes, path, rule, schema);
    if (textOf(rule['rule']).trim() !== '' && !isForeign(rule))
      checkExpressions(found, schema, rule, { ...place, path });
  });
  for (const [field, part] of partsOf(schema)) {
    const isItem = field === 'items' && schema['x-kubernetes-list-type'] !== 'map';
    checkLevel(found, part, {
      path: `${place.path}.${field}`,
      root: false,
      correlated: place.correlated && !isItem,
      values: field.startsWith('properties[') ? place.values : times(place.values, itemsAtMost(schema)),
    });
  }
}

function times(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a * b;
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

/** What can be said of a rule without compiling it. */
function checkForm(causes: Causes, path: string, rule: Json, schema: JsonSchema): void {
  const text = textOf(rule['rule']).trim();
  const message = textOf(rule['message']);
  const reason = textOf(rule['reason']);
  const fieldPath = textOf(rule['fieldPath']);
  if (text === '') causes.push(required(`${path}.rule`, 'rule is not specified'));
  if (/[\r\n]/.test(message))
    causes.push(invalid(`${path}.message`, message, 'message must not contain line breaks'));
  if (message === '' && /[\r\n]/.test(text))
    causes.push(required(`${path}.message`, 'message must be specified if rule contains line breaks'));
  if (reason !== '' && !REASONS.includes(reason))
    causes.push(notSupported(`${path}.reason`, reason, REASONS));
  const fault = fieldPath === '' ? undefined : fieldPathFault(schema, fieldPath);
  if (fault !== undefined)
    causes.push(invalid(`${path}.fieldPath`, fieldPath, `fieldPath must be a valid path: ${fault}`));
}

function checkExpressions(
  found: Findings,
  schema: JsonSchema,
  rule: Json,
  { path, root, correlated, values }: Place,
): void {
  const { causes } = found;
  const [text, message] = [textOf(rule['rule']), textOf(rule['messageExpression'])];
  const ofChange = mentionsOld(text) || mentionsOld(message);
  if (!correlated && ofChange)
    causes.push(
      invalid(`${path}.rule`, text, 'oldSelf cannot be used on the uncorrelatable portion of the schema'),
    );
  if (rule['optionalOldSelf'] === true && !mentionsOld(text))
    causes.push(invalid(`${path}.optionalOldSelf`, true, 'may not be set if oldSelf is not used in rule'));
  const environment = checkingEnvironment(schema, root, rule['optionalOldSelf'] === true);
  const shape = shapeOf(schema);
  const judged = values ?? fitting(smallest(schema));
  for (const [field, expression, type] of [
    ['rule', text, 'bool'],
    ['messageExpression', message, 'string'],
  ] as const) {
    if (expression === '') continue;
    const fault = compileFault(environment, expression, type);
    if (fault !== undefined) {
      causes.push(invalid(`${path}.${field}`, expression, `compilation failed: ${fault}`));
      continue;
    }
    const cost = expressionCost(expression, shape) * judged;
    found.costs.push({ path: `${path}.${field}`, cost });
    if (cost > MAX_ESTIMATED_RULE_COST)
      causes.push(
        forbidden(`${path}.${field}`, tooDear(`estimated ${field} cost`, cost / MAX_ESTIMATED_RULE_COST)),
      );
  }
}

/** As Kubernetes words it. */
function tooDear(what: string, factor: number): string {
  const digits = factor < 1.5 ? 6 : 1;
  const times = factor > 100 ? 'more than 100x' : `${factor.toFixed(digits)}x`;
  return `${what} exceeds budget by factor of ${times} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
