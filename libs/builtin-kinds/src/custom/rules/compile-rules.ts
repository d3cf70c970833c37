import { type ASTNode, type Environment } from '@marcbachmann/cel-js';
import { mapsOf, textOf, type Json } from '../../json.js';
import { type JsonSchema } from '../json-schema.js';
import { estimateCost } from './estimate-cost.js';
import { costBound, type Size } from './rule-cost.js';
import { runningEnvironment } from './rule-types.js';
import { type Shape } from './value-shape.js';

/** An expression that can be run. */
interface Expression {
  /** @throws Error with what went wrong in CEL's words */
  run(values: { readonly self: unknown; readonly oldSelf?: unknown }): unknown;
  bound(size: Size): number;
}

/** One of x-kubernetes-validations. */
export interface Rule {
  readonly text: string;
  readonly condition: Expression;
  readonly message: string;
  readonly messageExpression: Expression | undefined;
  readonly reason: string;
  /** Below the value that is judged, as a JSON path. */
  readonly fieldPath: string;
  /** About a change: it has no meaning for what is new, unless oldSelf may be absent. */
  readonly isTransition: boolean;
  readonly optionalOld: boolean;
}

export function rulesOf(schema: JsonSchema): readonly Json[] {
  return mapsOf(schema['x-kubernetes-validations']);
}

const compiled = new WeakMap<JsonSchema, readonly Rule[]>();

/** The rules of this part of a schema that can be run here; what cannot was told when the definition was written. */
export function compiledRules(schema: JsonSchema): readonly Rule[] {
  let rules = compiled.get(schema);
  if (!rules) {
    rules = rulesOf(schema).flatMap((rule) => compileRule(rule) ?? []);
    compiled.set(schema, rules);
  }
  return rules;
}

function compileRule(rule: Json): Rule | undefined {
  const text = textOf(rule['rule']);
  const condition = compile(text);
  const messageExpression = textOf(rule['messageExpression']);
  if (!condition) return undefined;
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
function compile(text: string): Expression | undefined {
  try {
    const parsed = runningEnvironment().parse(text);
    if (!parsed.check().valid) return undefined;
    return {
      run: (values) => parsed(values) as unknown,
      bound: (size) => costBound(parsed.ast, size),
    };
  } catch {
    return undefined;
  }
}

export function mentionsOld(text: string): boolean {
  if (!text.includes('oldSelf')) return false;
  try {
    return namesOf(runningEnvironment().parse(text).ast).includes('oldSelf');
  } catch {
    return true;
  }
}

function namesOf(node: ASTNode): string[] {
  if (node.op === 'id') return [node.args];
  const inner: string[] = [];
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === 'object' && part !== null && 'op' in part)
      inner.push(...namesOf(part as ASTNode));
  };
  visit(node.args);
  return inner;
}

/** What is wrong with an expression in the words of CEL; undefined: it compiles and gives the type. */
export function compileFault(environment: Environment, text: string, type: string): string | undefined {
  const result = environment.check(text);
  if (!result.valid) return result.error?.summary ?? 'it cannot be read';
  if (result.type === type || result.type === 'dyn') return undefined;
  return `the expression must evaluate to a ${type}, not to ${result.type ?? 'nothing'}`;
}

/** What an expression that compiles may cost for one value of that shape, in steps. */
export function expressionCost(text: string, shape: Shape): number {
  const names = new Map([
    ['self', shape],
    ['oldSelf', shape],
  ]);
  return estimateCost(runningEnvironment().parse(text).ast, names).cost;
}
