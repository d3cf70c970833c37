import {
  addQuantities,
  compareQuantities,
  isQuantity,
  parseQuantity,
  quantityToNumber,
  subtractQuantities,
  wholeQuantity,
  type Quantity,
} from '#libs/apimachinery';
import { type Environment } from '@marcbachmann/cel-js';

/** Kubernetes' CEL library of quantities: `quantity(self.memory).isLessThan(quantity("10Gi"))`. */

/** A quantity as rules hold it. */
class RuleQuantity {
  constructor(readonly value: Quantity) {}
}

const NANOS = 1_000_000_000n;
const MAX_INT = 2n ** 63n - 1n;

const FUNCTIONS: Readonly<Record<string, (...given: never[]) => unknown>> = {
  'isQuantity(string): bool': (text: string) => isQuantity(text),
  'quantity(string): Quantity': (text: string) => new RuleQuantity(parseQuantity(text)),
  'Quantity.isInteger(): bool': ({ value }: RuleQuantity) => isWhole(value),
  'Quantity.asInteger(): int': ({ value }: RuleQuantity) => {
    if (!isWhole(value)) throw new Error('cannot convert value to integer');
    return value.nanos / NANOS;
  },
  'Quantity.asApproximateFloat(): double': ({ value }: RuleQuantity) => quantityToNumber(value),
  'Quantity.sign(): int': ({ value }: RuleQuantity) => BigInt(compareQuantities(value, wholeQuantity(0))),
  'Quantity.add(Quantity): Quantity': (a: RuleQuantity, b: RuleQuantity) => add(a, b.value),
  'Quantity.add(int): Quantity': (a: RuleQuantity, b: bigint) => add(a, wholeQuantity(b)),
  'Quantity.sub(Quantity): Quantity': (a: RuleQuantity, b: RuleQuantity) => subtract(a, b.value),
  'Quantity.sub(int): Quantity': (a: RuleQuantity, b: bigint) => subtract(a, wholeQuantity(b)),
  'Quantity.isLessThan(Quantity): bool': (a: RuleQuantity, b: RuleQuantity) => compare(a, b) < 0,
  'Quantity.isGreaterThan(Quantity): bool': (a: RuleQuantity, b: RuleQuantity) => compare(a, b) > 0,
  'Quantity.compareTo(Quantity): int': (a: RuleQuantity, b: RuleQuantity) => BigInt(compare(a, b)),
};

export function registerQuantities(environment: Environment): void {
  environment.registerType('Quantity', { ctor: RuleQuantity, fields: {} });
  environment.registerOperator(
    'Quantity == Quantity',
    (a: RuleQuantity, b: RuleQuantity) => compare(a, b) === 0,
  );
  for (const [signature, handler] of Object.entries(FUNCTIONS))
    environment.registerFunction(signature, handler);
}

function isWhole({ nanos }: Quantity): boolean {
  return nanos % NANOS === 0n && nanos / NANOS <= MAX_INT && nanos / NANOS >= -MAX_INT;
}

function add(left: RuleQuantity, right: Quantity): RuleQuantity {
  return new RuleQuantity(addQuantities(left.value, right));
}

function subtract(left: RuleQuantity, right: Quantity): RuleQuantity {
  return new RuleQuantity(subtractQuantities(left.value, right));
}

function compare(left: RuleQuantity, right: RuleQuantity): -1 | 0 | 1 {
  return compareQuantities(left.value, right.value);
}
