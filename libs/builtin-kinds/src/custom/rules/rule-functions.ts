import { type Environment } from '@marcbachmann/cel-js';

/** Functions of Kubernetes' CEL libraries beyond the language itself. */

type Ordered = bigint | number | string;

const FUNCTIONS: Readonly<Record<string, (...given: never[]) => unknown>> = {
  'list.isSorted(): bool': (list: readonly Ordered[]) =>
    list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item),
  'list.min(): dyn': (list: readonly Ordered[]) => extreme(list, (a, b) => a < b),
  'list.max(): dyn': (list: readonly Ordered[]) => extreme(list, (a, b) => a > b),
  'list.sum(): dyn': sum,
  'list.indexOf(dyn): int': (list: readonly unknown[], item: unknown) => BigInt(list.indexOf(item)),
  'list.lastIndexOf(dyn): int': (list: readonly unknown[], item: unknown) => BigInt(list.lastIndexOf(item)),
  'string.find(string): string': (text: string, pattern: string) =>
    new RegExp(pattern, 'u').exec(text)?.[0] ?? '',
  'string.findAll(string): list<string>': (text: string, pattern: string) =>
    [...text.matchAll(new RegExp(pattern, 'gu'))].map(([found]) => found),
  'string.replace(string, string): string': (text: string, from: string, to: string) =>
    text.split(from).join(to),
  'string.charAt(int): string': (text: string, index: bigint) => Array.from(text)[Number(index)] ?? '',
  'isURL(string): bool': (text: string) => /^(?:[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+|\/)[^\s]*$/i.test(text),
};

/** Functions that this server does not have: rules with them are left to those who have. */
const ELSEWHERE =
  /\b(quantity|isQuantity|url|ip|isIP|cidr|isCIDR|format|named|semver|isSemver|authorizer|sets\.\w+|math\.\w+|base64\.\w+|lists\.\w+)\b/;

export function registerRuleFunctions(environment: Environment): void {
  for (const [signature, handler] of Object.entries(FUNCTIONS))
    environment.registerFunction(signature, handler);
}

/** Whether a rule asks for functions of Kubernetes that are not here. */
export function needsMore(rule: string): boolean {
  return ELSEWHERE.test(rule);
}

function extreme(list: readonly Ordered[], before: (a: Ordered, b: Ordered) => boolean): Ordered {
  const [first, ...others] = list;
  if (first === undefined) throw new Error('min/max called on empty list');
  return others.reduce((best, one) => (before(one, best) ? one : best), first);
}

function sum(list: readonly (bigint | number)[]): bigint | number {
  if (list.every((one) => typeof one === 'bigint')) return list.reduce((total, one) => total + one, 0n);
  return list.reduce<number>((total, one) => total + Number(one), 0);
}
