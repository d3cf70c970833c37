import { addQuantities, compareQuantities, isQuantity, parseQuantity, quantityToNumber, subtractQuantities, wholeQuantity, } from '#libs/apimachinery';
import {} from '@marcbachmann/cel-js';
/** Kubernetes' CEL library of quantities: `quantity(self.memory).isLessThan(quantity("10Gi"))`. */
/** A quantity as rules hold it. */
class RuleQuantity {
    value;
    constructor(value) {
        this.value = value;
    }
}
const NANOS = 1000000000n;
const MAX_INT = 2n ** 63n - 1n;
const FUNCTIONS = {
    'isQuantity(string): bool': (text) => isQuantity(text),
    'quantity(string): Quantity': (text) => new RuleQuantity(parseQuantity(text)),
    'Quantity.isInteger(): bool': ({ value }) => isWhole(value),
    'Quantity.asInteger(): int': ({ value }) => {
        if (!isWhole(value))
            throw new Error('cannot convert value to integer');
        return value.nanos / NANOS;
    },
    'Quantity.asApproximateFloat(): double': ({ value }) => quantityToNumber(value),
    'Quantity.sign(): int': ({ value }) => BigInt(compareQuantities(value, wholeQuantity(0))),
    'Quantity.add(Quantity): Quantity': (a, b) => add(a, b.value),
    'Quantity.add(int): Quantity': (a, b) => add(a, wholeQuantity(b)),
    'Quantity.sub(Quantity): Quantity': (a, b) => subtract(a, b.value),
    'Quantity.sub(int): Quantity': (a, b) => subtract(a, wholeQuantity(b)),
    'Quantity.isLessThan(Quantity): bool': (a, b) => compare(a, b) < 0,
    'Quantity.isGreaterThan(Quantity): bool': (a, b) => compare(a, b) > 0,
    'Quantity.compareTo(Quantity): int': (a, b) => BigInt(compare(a, b)),
};
export function registerQuantities(environment) {
    environment.registerType('Quantity', { ctor: RuleQuantity, fields: {} });
    environment.registerOperator('Quantity == Quantity', (a, b) => compare(a, b) === 0);
    for (const [signature, handler] of Object.entries(FUNCTIONS))
        environment.registerFunction(signature, handler);
}
function isWhole({ nanos }) {
    return nanos % NANOS === 0n && nanos / NANOS <= MAX_INT && nanos / NANOS >= -MAX_INT;
}
function add(left, right) {
    return new RuleQuantity(addQuantities(left.value, right));
}
function subtract(left, right) {
    return new RuleQuantity(subtractQuantities(left.value, right));
}
function compare(left, right) {
    return compareQuantities(left.value, right.value);
}
//# sourceMappingURL=rule-quantities.js.map