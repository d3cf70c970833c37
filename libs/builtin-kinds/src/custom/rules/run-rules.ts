import { Optional } from '@marcbachmann/cel-js';
import { deepEqual, type StatusCause } from '#libs/apimachinery';
import { invalid, required } from '../../causes.js';
import { isJson, textsOf, type Json } from '../../json.js';
import { MAX_CUSTOM_CAUSES, MAX_RULE_COST, MAX_RULE_MESSAGE } from '../../limits.js';
import { additionalOf, itemsOf, propertiesOf, typeOf, type JsonSchema } from '../json-schema.js';
import { compiledRules, rulesOf, type Rule } from './compile-rules.js';
import { sizeOf } from './rule-cost.js';
import { ruleName, ruleValue } from './rule-values.js';

/** A part of an object, as JSON and as rules see it; and what it was before, where that is known. */
interface Part {
  readonly json: unknown;
  readonly self: unknown;
  readonly old?: { readonly json: unknown; readonly self: unknown };
}

interface Run {
  readonly causes: StatusCause[];
  /** Steps that are left. */
  budget: number;
}

/**
 * What the rules at any level of the schema say against a whole object whose form is right. Rules about changes need `old`. When
 * the rules cost too much, that is the last cause.
 */
export function runRules(schema: JsonSchema, object: Json, old: Json | undefined): StatusCause[] {
  if (!hasRules(schema)) return [];
  const before = old && { json: old, self: ruleValue(schema, old, true) };
  const part: Part = {
    json: object,
    self: ruleValue(schema, object, true),
    ...(before ? { old: before } : {}),
  };
  const run: Run = { causes: [], budget: MAX_RULE_COST };
  visit(run, schema, part, '');
  return run.causes;
}

const known = new WeakMap<JsonSchema, boolean>();

function hasRules(schema: JsonSchema): boolean {
  let found = known.get(schema);
  if (found === undefined) {
    const additional = additionalOf(schema);
    const parts = [...propertiesOf(schema).map(([, one]) => one), itemsOf(schema) ?? {}];
    if (isJson(additional)) parts.push(additional);
    found = rulesOf(schema).length > 0 || parts.some((one) => Object.keys(one).length > 0 && hasRules(one));
    known.set(schema, found);
  }
  return found;
}

function visit(run: Run, schema: JsonSchema, part: Part, path: string): void {
  if (part.json === undefined || part.json === null || !hasRules(schema)) return;
  const rules = compiledRules(schema);
  const unchanged = rules.length > 0 && part.old !== undefined && deepEqual(part.json, part.old.json);
  for (const rule of rules) {
    if (run.budget < 0 || run.causes.length >= MAX_CUSTOM_CAUSES) return;
    judge(run, rule, part, { path, type: typeOf(schema), unchanged });
  }
  if (Array.isArray(part.json)) visitItems(run, schema, part, path);
  else if (isJson(part.json)) visitFields(run, schema, part, path);
}

function visitFields(run: Run, schema: JsonSchema, part: Part, path: string): void {
  const additional = additionalOf(schema);
  const fields = isJson(additional)
    ? Object.keys(part.json as Json).map((name) => [name, additional, name] as const)
    : propertiesOf(schema).map(([name, one]) => [name, one, ruleName(name)] as const);
  for (const [name, one, at] of fields) {
    const below = isJson(additional) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    const value = fieldOf(part.json, name);
    const self = at === undefined ? ruleValue(one, value) : fieldOf(part.self, at);
    const old = part.old && { json: fieldOf(part.old.json, name), self: fieldOf(part.old.self, at ?? '') };
    visit(run, one, { json: value, self, ...(old && old.json !== undefined ? { old } : {}) }, below);
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Json)[name]
    : undefined;
}

function visitItems(run: Run, schema: JsonSchema, part: Part, path: string): void {
  const element = itemsOf(schema);
  if (!element || !hasRules(element)) return;
  const keys =
    schema['x-kubernetes-list-type'] === 'map' ? textsOf(schema['x-kubernetes-list-map-keys']) : [];
  const identity = (item: unknown): string => JSON.stringify(keys.map((key) => fieldOf(item, key)));
  const before = new Map<string, Part['old']>();
  if (keys.length > 0 && part.old && Array.isArray(part.old.json))
    (part.old.json as unknown[]).forEach((json, index) =>
      before.set(identity(json), { json, self: (part.old?.self as unknown[])[index] }),
    );
  (part.json as unknown[]).forEach((json, index) => {
    const old = before.get(identity(json));
    const self = (part.self as unknown[])[index];
    visit(run, element, { json, self, ...(old ? { old } : {}) }, `${path}[${String(index)}]`);
  });
}

interface Place {
  readonly path: string;
  readonly type: string;
  /** The value is what it was before. */
  readonly unchanged: boolean;
}

/** What did not change is not held against a rule that came later (Kubernetes, "validation ratcheting"). */
function judge(run: Run, rule: Rule, part: Part, { path, type, unchanged }: Place): void {
  if (rule.isTransition && !part.old && !rule.optionalOld) return;
  if (!rule.isTransition && unchanged) return;
  const place = { path: `${path}${rule.fieldPath}`.replace(/^\./, ''), type, unchanged };
  run.budget -= costOf(rule, part);
  if (run.budget < 0) {
    const why =
      'validation failed due to running out of cost budget, no further validation rules will be run';
    run.causes.push(invalid(place.path, type, why));
    return;
  }
  const old = rule.optionalOld ? optional(part.old) : part.old?.self;
  const cause = outcome(rule, { self: part.self, oldSelf: old }, place);
  if (cause) run.causes.push(cause);
}

function costOf({ condition, messageExpression }: Rule, part: Part): number {
  const [now, before] = [sizeOf(part.self), sizeOf(part.old?.self)];
  const size = {
    longest: Math.max(now.longest, before.longest),
    chars: Math.max(now.chars, before.chars),
  };
  return condition.bound(size) + (messageExpression?.bound(size) ?? 0);
}

interface Values {
  readonly self: unknown;
  readonly oldSelf: unknown;
}

function outcome(rule: Rule, values: Values, { path, type }: Place): StatusCause | undefined {
  try {
    if (rule.condition.run(values) === true) return undefined;
    return refusal(rule, path, type, messageOf(rule, values));
  } catch (error) {
    return invalid(path, type, `${wordsOf(error)} evaluating rule: ${rule.message || rule.text}`);
  }
}

function optional(old: Part['old']): unknown {
  return old ? Optional.of(old.self) : Optional.none();
}

function messageOf(rule: Rule, values: Values): string {
  const fallback = rule.message || `failed rule: ${rule.text.trim()}`;
  try {
    const made = rule.messageExpression?.run(values);
    // What Kubernetes takes as a message: one line that says something, of bounded length.
    const good = typeof made === 'string' && made.trim() !== '' && !made.includes('\n');
    return good && made.length <= MAX_RULE_MESSAGE ? made : fallback;
  } catch {
    return fallback;
  }
}

function refusal(rule: Rule, at: string, type: string, message: string): StatusCause {
  switch (rule.reason) {
    case 'FieldValueRequired':
      return required(at, message);
    case 'FieldValueForbidden':
      return { reason: rule.reason, message: `Forbidden: ${message}`, field: at };
    case 'FieldValueDuplicate':
      return { reason: rule.reason, message: `Duplicate value: "${type}"`, field: at };
    default:
      return invalid(at, type, message);
  }
}

function wordsOf(error: unknown): string {
  const { summary } = error as { summary?: string };
  const text = summary ?? (error instanceof Error ? error.message : String(error));
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
