import { StatusError } from './status-error.js';
const NANOS = 1000000000n;
/** Larger values are cut to this (2^63 - 1), as Kubernetes does. */
const MAX_NANOS = (2n ** 63n - 1n) * NANOS;
/** Longest text that is looked at: bounds the arithmetic. */
const MAX_TEXT_LENGTH = 128;
/** Beyond this every value is either below a nano or above the maximum. */
const MAX_EXPONENT = 200;
const DECIMAL_EXPONENTS = {
    n: -9,
    u: -6,
    m: -3,
    '': 0,
    k: 3,
    M: 6,
    G: 9,
    T: 12,
    P: 15,
    E: 18,
};
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const PATTERN = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|[eE]([+-]?\d+)|([numkMGTPE]?))$/;
/** Parses a quantity as it stands in JSON. Throws BadRequest. What is finer than a nano is rounded away from zero. */
export function parseQuantity(value) {
    const match = matchQuantity(value);
    if (match === null) {
        throw new StatusError('BadRequest', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    const [, sign, whole = '', fraction = '', binary, exponent, suffix = ''] = match;
    const power = exponent === undefined ? (DECIMAL_EXPONENTS[suffix] ?? 0) : clampExponent(exponent);
    const factor = binary === undefined ? 1n : 1024n ** BigInt(BINARY_SUFFIXES.findIndex((s) => s === binary));
    const nanos = scale(BigInt(whole + fraction) * factor, power - fraction.length + 9);
    const capped = nanos > MAX_NANOS ? MAX_NANOS : nanos;
    return { nanos: sign === '-' ? -capped : capped, format: formatOf(binary, exponent) };
}
/** Whether the value parses as a quantity. */
export function isQuantity(value) {
    return (typeof value === 'string' || typeof value === 'number') && matchQuantity(value) !== null;
}
function matchQuantity(value) {
    const text = String(value);
    return text.length <= MAX_TEXT_LENGTH ? PATTERN.exec(text) : null;
}
/** A whole number as a quantity. */
export function wholeQuantity(value, format = 'DecimalSI') {
    return { nanos: BigInt(value) * NANOS, format };
}
/** A count of thousandths (cpu) as a quantity. */
export function milliQuantity(milli) {
    return { nanos: BigInt(milli) * 1000000n, format: 'DecimalSI' };
}
/** The canonical text: no fraction, the largest suffix that keeps it exact. Binary quantities below 1024 are shown as decimal ones. */
export function formatQuantity({ nanos, format }) {
    const binary = format === 'BinarySI' && absolute(nanos) >= 1024n * NANOS;
    return binary ? formatBinary(nanos) : formatDecimal(nanos, format === 'DecimalExponent');
}
/** `1000m` -> `1`, `1.5Gi` -> `1536Mi`. Throws BadRequest. */
export function canonicalQuantity(value) {
    return formatQuantity(parseQuantity(value));
}
export function compareQuantities(left, right) {
    if (left.nanos === right.nanos)
        return 0;
    return left.nanos < right.nanos ? -1 : 1;
}
/** The sum, in the format of the left one (of the right one if the left is zero). */
export function addQuantities(left, right) {
    return { nanos: left.nanos + right.nanos, format: left.nanos === 0n ? right.format : left.format };
}
export function subtractQuantities(left, right) {
    return { nanos: left.nanos - right.nanos, format: left.nanos === 0n ? right.format : left.format };
}
/** The nearest double. */
export function quantityToNumber({ nanos }) {
    return Number(nanos / NANOS) + Number(nanos % NANOS) / 1e9;
}
/** Whole units, rounded away from zero. */
export function quantityToWhole({ nanos }) {
    return divideAwayFromZero(nanos, NANOS);
}
/** Thousandths, rounded away from zero. */
export function quantityToMilli({ nanos }) {
    return divideAwayFromZero(nanos, 1000000n);
}
function formatOf(binary, exponent) {
    if (binary !== undefined)
        return 'BinarySI';
    return exponent === undefined ? 'DecimalSI' : 'DecimalExponent';
}
function formatBinary(nanos) {
    let value = divideAwayFromZero(nanos, NANOS);
    let power = 0;
    while (power < BINARY_SUFFIXES.length - 1 && value % 1024n === 0n) {
        value /= 1024n;
        power++;
    }
    return `${value}${BINARY_SUFFIXES[power] ?? ''}`;
}
function formatDecimal(nanos, exponentForm) {
    let value = nanos;
    let exponent = -9;
    while (value !== 0n && value % 1000n === 0n && exponent < 18) {
        value /= 1000n;
        exponent += 3;
    }
    if (value === 0n)
        return '0';
    if (exponentForm)
        return exponent === 0 ? `${value}` : `${value}e${exponent}`;
    const suffix = Object.keys(DECIMAL_EXPONENTS).find((one) => DECIMAL_EXPONENTS[one] === exponent);
    return `${value}${suffix ?? ''}`;
}
function clampExponent(text) {
    return Math.max(-MAX_EXPONENT, Math.min(MAX_EXPONENT, Number(text)));
}
function scale(value, power) {
    const factor = 10n ** BigInt(Math.abs(power));
    return power >= 0 ? value * factor : divideAwayFromZero(value, factor);
}
function divideAwayFromZero(value, divisor) {
    const quotient = value / divisor;
    if (value % divisor === 0n)
        return quotient;
    return value > 0n ? quotient + 1n : quotient - 1n;
}
function absolute(value) {
    return value < 0n ? -value : value;
}
//# sourceMappingURL=quantity.js.map