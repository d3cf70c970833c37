import { type Environment } from '@marcbachmann/cel-js';

/** Kubernetes' CEL library of semantic versions: `semver(self.version).isLessThan(semver("2.0.0"))`. */

/** A version as rules hold it. */
class RuleVersion {
  constructor(
    readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint],
    /** What stands after the dash, at its dots. */
    readonly before: readonly string[],
  ) {}
}

const NUMBER = '(?:0|[1-9]\\d*)';
const LABEL = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const FORM = new RegExp(
  `^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${LABEL}(?:\\.${LABEL})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);
/** Longer ones are none: bounds the arithmetic. */
const MAX_LENGTH = 256;

const FUNCTIONS: Readonly<Record<string, (...given: never[]) => unknown>> = {
  'isSemver(string): bool': (text: string) => read(text) !== undefined,
  'isSemver(string, bool): bool': (text: string, loose: boolean) =>
    read(loose ? normalized(text) : text) !== undefined,
  'semver(string): Semver': (text: string) => versionOf(text),
  'semver(string, bool): Semver': (text: string, loose: boolean) =>
    versionOf(loose ? normalized(text) : text),
  'Semver.major(): int': ({ numbers }: RuleVersion) => numbers[0],
  'Semver.minor(): int': ({ numbers }: RuleVersion) => numbers[1],
  'Semver.patch(): int': ({ numbers }: RuleVersion) => numbers[2],
  'Semver.isLessThan(Semver): bool': (a: RuleVersion, b: RuleVersion) => compare(a, b) < 0,
  'Semver.isGreaterThan(Semver): bool': (a: RuleVersion, b: RuleVersion) => compare(a, b) > 0,
  'Semver.compareTo(Semver): int': (a: RuleVersion, b: RuleVersion) => BigInt(compare(a, b)),
};

export function registerVersions(environment: Environment): void {
  environment.registerType('Semver', { ctor: RuleVersion, fields: {} });
  environment.registerOperator('Semver == Semver', (a: RuleVersion, b: RuleVersion) => compare(a, b) === 0);
  for (const [signature, handler] of Object.entries(FUNCTIONS))
    environment.registerFunction(signature, handler);
}

function read(text: string): RuleVersion | undefined {
  const parts = text.length > MAX_LENGTH ? null : FORM.exec(text);
  if (!parts) return undefined;
  const [, major = '', minor = '', patch = '', before] = parts;
  return new RuleVersion([BigInt(major), BigInt(minor), BigInt(patch)], before?.split('.') ?? []);
}

function versionOf(text: string): RuleVersion {
  const version = read(text);
  if (!version) throw new Error(`"${text}" is no semantic version`);
  return version;
}

/** `v1.02` -> `1.2.0`: without a `v`, with three numbers that begin with no zero. */
function normalized(text: string): string {
  const [, core = '', rest = ''] = /^v?([\d.]*)(.*)$/s.exec(text) ?? [];
  const numbers = core.split('.').map((number) => number.replace(/^0+(?=\d)/, ''));
  while (numbers.length < 3 && rest === '') numbers.push('0');
  return numbers.join('.') + rest;
}

/** Semantic Versioning 2.0.0, section 11. */
function compare(a: RuleVersion, b: RuleVersion): -1 | 0 | 1 {
  for (const index of [0, 1, 2] as const) {
    const order = orderOf(a.numbers[index], b.numbers[index]);
    if (order !== 0) return order;
  }
  if (a.before.length === 0 || b.before.length === 0)
    return orderOf(Number(a.before.length === 0), Number(b.before.length === 0));
  for (const [index, left] of a.before.entries()) {
    const right = b.before[index];
    if (right === undefined) return 1;
    const order = compareLabels(left, right);
    if (order !== 0) return order;
  }
  return orderOf(a.before.length, b.before.length);
}

function compareLabels(a: string, b: string): -1 | 0 | 1 {
  const [first, second] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (first && second) return orderOf(BigInt(a), BigInt(b));
  return first === second ? orderOf(a, b) : orderOf(Number(second), Number(first));
}

function orderOf<T extends bigint | number | string>(a: T, b: T): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
