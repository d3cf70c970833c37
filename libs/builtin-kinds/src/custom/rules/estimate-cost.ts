import { type ASTNode } from '@marcbachmann/cel-js';
import { listShape, SCALAR, textShape, type Shape } from './value-shape.js';

/**
 * What an expression may cost at most by its form and by the largest values that a schema lets through: the estimate that Kubernetes
 * makes where a definition is written, in the units of its cost model (KEP-2876).
 */
export interface Estimate {
  readonly cost: number;
  /** Of what comes out. */
  readonly shape: Shape;
}

/** Shapes of the names that an expression may use. */
export type Names = ReadonlyMap<string, Shape>;

/** Going through texts and lists costs a tenth of a step for each byte and item, going through a pattern a quarter. */
const TRAVERSAL = 0.1;
const PATTERN = 0.25;
const NEW_LIST = 10;
const NEW_MAP = 30;
/** Of each turn of a loop, beside what it evaluates: the condition and the step. */
const TURN = 3;

const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

export function estimateCost(node: ASTNode, names: Names): Estimate {
  switch (node.op) {
    case 'value':
      return { cost: 0, shape: textShape(typeof node.args === 'string' ? node.args.length : 1) };
    case 'id':
      return { cost: 1, shape: names.get(node.args) ?? SCALAR };
    case '.':
    case '.?': {
      const of = estimateCost(node.args[0], names);
      const inner = of.shape.isMap ? of.shape.item() : of.shape.field(node.args[1]);
      return { cost: of.cost + 1, shape: inner };
    }
    case '[]':
    case '[?]': {
      const [of, at] = [estimateCost(node.args[0], names), estimateCost(node.args[1], names)];
      return { cost: of.cost + at.cost + 1, shape: of.shape.item() };
    }
    case 'call':
      return calledCost(node.args[0], node.args[1], names);
    case 'rcall':
      return methodCost(node.args[0], node.args[1], node.args[2], names);
    default:
      return operatorCost(node, names);
  }
}

function operatorCost(node: ASTNode, names: Names): Estimate {
  const parts = operands(node).map((one) => estimateCost(one, names));
  const cost = total(parts);
  const own = OPERATORS[node.op]?.(parts) ?? { cost: 1, shape: SCALAR };
  // Of two branches one is taken.
  const saved = node.op === '?:' ? Math.min(parts[1]?.cost ?? 0, parts[2]?.cost ?? 0) : 0;
  return { cost: cost - saved + own.cost, shape: own.shape };
}

const compared: Operator = ([a = NOTHING, b = NOTHING]) => ({
  cost: atLeastOne(Math.min(a.shape.size, b.shape.size) * TRAVERSAL),
  shape: SCALAR,
});
const both: Operator = () => ({ cost: 0, shape: SCALAR });

type Operator = (parts: readonly Estimate[]) => Estimate;

/** What each operator costs itself, and what it makes; others cost one step and make something small. */
const OPERATORS: Readonly<Partial<Record<string, Operator>>> = {
  list: (parts) => ({ cost: NEW_LIST, shape: listShape(parts.length, largest(parts)) }),
  map: (parts) => ({
    cost: NEW_MAP,
    shape: { ...listShape(parts.length / 2, largest(parts)), isMap: true },
  }),
  '?:': ([, ...branches]) => ({ cost: 0, shape: largest(branches) }),
  '&&': both,
  '||': both,
  '+': ([a = NOTHING, b = NOTHING]) => joined(a.shape, b.shape),
  in: ([, b = NOTHING]) => ({ cost: b.shape.isMap ? 1 : Math.max(1, b.shape.size), shape: SCALAR }),
  '==': compared,
  '!=': compared,
  '<': compared,
  '<=': compared,
  '>': compared,
  '>=': compared,
};

const NOTHING: Estimate = { cost: 0, shape: SCALAR };

function operands(node: ASTNode): readonly ASTNode[] {
  const found: ASTNode[] = [];
  const collect = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(collect);
    else if (typeof part === 'object' && part !== null && 'op' in part) found.push(part as ASTNode);
  };
  collect(node.args);
  return found;
}

function total(parts: readonly Estimate[]): number {
  return parts.reduce((sum, { cost }) => sum + cost, 0);
}

function largest(parts: readonly Estimate[]): Shape {
  return parts.reduce((best, { shape }) => (shape.size > best.size ? shape : best), SCALAR);
}

function atLeastOne(cost: number): number {
  return Math.max(1, Math.ceil(cost));
}

function joined(a: Shape, b: Shape): Estimate {
  const size = a.size + b.size;
  const item = a.item().size > b.item().size ? a : b;
  return { cost: atLeastOne(size * TRAVERSAL), shape: { ...item, size } };
}

/** `size(x)`, `quantity(x)`: what reads a text goes through it. */
function calledCost(name: string, given: readonly ASTNode[], names: Names): Estimate {
  const parts = given.map((one) => estimateCost(one, names));
  const through = name === 'has' || name === 'size' || name === 'type' ? 1 : largest(parts).size * TRAVERSAL;
  return { cost: total(parts) + atLeastOne(through), shape: name === 'string' ? largest(parts) : SCALAR };
}

function methodCost(name: string, receiver: ASTNode, given: readonly ASTNode[], names: Names): Estimate {
  if (name === 'bind' && receiver.op === 'id' && receiver.args === 'cel') return boundCost(given, names);
  const of = estimateCost(receiver, names);
  if (LOOPS.has(name)) return loopCost(name, of, given, names);
  const parts = given.map((one) => estimateCost(one, names));
  const own = METHODS[name]?.(
    of.shape,
    parts.map(({ shape }) => shape),
  ) ?? { cost: 1, shape: SCALAR };
  return { cost: of.cost + total(parts) + Math.max(1, Math.ceil(own.cost)), shape: own.shape };
}

function boundCost([name, value, then]: readonly ASTNode[], names: Names): Estimate {
  if (name?.op !== 'id' || !value || !then) return NOTHING;
  const given = estimateCost(value, names);
  const inner = estimateCost(then, new Map([...names, [name.args, given.shape]]));
  return { cost: given.cost + inner.cost + 1, shape: inner.shape };
}

function loopCost(
  name: string,
  of: Estimate,
  [variable, ...steps]: readonly ASTNode[],
  names: Names,
): Estimate {
  const each = of.shape.isMap ? textShape(of.shape.size) : of.shape.item();
  const inside = variable?.op === 'id' ? new Map([...names, [variable.args, each]]) : names;
  const parts = steps.map((one) => estimateCost(one, inside));
  const turn = TURN + total(parts) + (name === 'map' || name === 'filter' ? NEW_LIST + 1 : 0);
  const cost = of.cost + 1 + of.shape.size * turn;
  if (name === 'map') return { cost, shape: listShape(of.shape.size, parts.at(-1)?.shape ?? SCALAR) };
  return { cost, shape: name === 'filter' ? listShape(of.shape.size, each) : SCALAR };
}

type Method = (of: Shape, given: readonly Shape[]) => Estimate;

const sizeAt = (given: readonly Shape[], index: number): number => given[index]?.size ?? 1;
const through: Method = (of) => ({ cost: of.size * TRAVERSAL, shape: textShape(of.size) });
const throughItems: Method = (of) => ({
  cost: of.size * Math.max(1, of.item().size * TRAVERSAL),
  shape: of.item(),
});
const matching: Method = (of, given) => ({
  cost: (1 + of.size * TRAVERSAL) * Math.max(1, sizeAt(given, 0) * PATTERN),
  shape: textShape(of.size),
});
const pieces: Method = (of) => ({ cost: of.size * TRAVERSAL, shape: listShape(of.size, textShape(of.size)) });
const same: Method = (of) => ({ cost: 1, shape: of });
const bothSets: Method = (_, given) => ({ cost: sizeAt(given, 0) * sizeAt(given, 1), shape: SCALAR });

/** What each method costs itself, and what it makes; others cost one step and make something small. */
const METHODS: Readonly<Partial<Record<string, Method>>> = {
  startsWith: (_, given) => ({ cost: sizeAt(given, 0) * TRAVERSAL, shape: SCALAR }),
  endsWith: (_, given) => ({ cost: sizeAt(given, 0) * TRAVERSAL, shape: SCALAR }),
  contains: (of, given) =>
    given.length === 2
      ? bothSets(of, given)
      : { cost: of.size * TRAVERSAL * Math.max(1, sizeAt(given, 0) * TRAVERSAL), shape: SCALAR },
  validate: (_, given) => ({ cost: sizeAt(given, 0) * TRAVERSAL, shape: listShape(1, textShape(1_000)) }),
  equivalent: bothSets,
  intersects: bothSets,
  matches: (of, given) => ({ ...matching(of, given), shape: SCALAR }),
  find: matching,
  findAll: (of, given) => ({ ...matching(of, given), shape: pieces(of, given).shape }),
  split: pieces,
  lowerAscii: through,
  upperAscii: through,
  trim: through,
  substring: through,
  indexOf: (of, given) => ({ ...throughItems(of, given), shape: SCALAR }),
  lastIndexOf: (of, given) => ({ ...throughItems(of, given), shape: SCALAR }),
  replace: (of, given) => ({
    cost: of.size * 2 * TRAVERSAL,
    shape: textShape(of.size * (1 + sizeAt(given, 1))),
  }),
  join: (of, given) => {
    const size = of.size * (of.item().size + (given.length === 0 ? 0 : sizeAt(given, 0)));
    return { cost: size * TRAVERSAL, shape: textShape(size) };
  },
  format: (of, given) => {
    const size = of.size + sizeAt(given, 0) * (given[0]?.item().size ?? 1);
    return { cost: size * TRAVERSAL, shape: textShape(size) };
  },
  isSorted: (of, given) => ({ ...throughItems(of, given), shape: SCALAR }),
  min: throughItems,
  max: throughItems,
  sum: (of) => ({ cost: of.size, shape: SCALAR }),
  value: same,
  orValue: same,
  or: same,
};
