import { type Environment } from '@marcbachmann/cel-js';
import { deepEqual } from '#libs/apimachinery';
import { registerAddresses } from './rule-addresses.js';
import { registerFormats } from './rule-formats.js';
import { registerQuantities } from './rule-quantities.js';
import { registerUrls } from './rule-urls.js';
import { registerVersions } from './rule-versions.js';

/** Functions of Kubernetes' CEL libraries beyond the language itself. */

type Ordered = bigint | number | string;

const FUNCTIONS: Readonly<Record<string, (...given: never[]) => unknown>> = {
  'list.isSorted(): bool': (list: readonly Ordered[]) =>
    list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item),
  'list.min(): dyn': (list: readonly Ordered[]) => extreme(list, (a, b) => a < b),
  'list.max(): dyn': (list: readonly Ordered[]) => extreme(list, (a, b) => a > b),
  'list.sum(): dyn': sum,
  'list.indexOf(dyn): int': (list: readonly unknown[], item: unknown) =>
    BigInt(list.findIndex((one) => deepEqual(one, item))),
  'list.lastIndexOf(dyn): int': (list: readonly unknown[], item: unknown) =>
    BigInt(list.findLastIndex((one) => deepEqual(one, item))),
  'string.find(string): string': (text: string, pattern: string) =>
    new RegExp(pattern, 'u').exec(text)?.[0] ?? '',
  'string.findAll(string): list<string>': (text: string, pattern: string) =>
    [...text.matchAll(new RegExp(pattern, 'gu'))].map(([found]) => found),
  'string.findAll(string, int): list<string>': (text: string, pattern: string, most: bigint) => {
    const all = [...text.matchAll(new RegExp(pattern, 'gu'))].map(([found]) => found);
    return most < 0n ? all : all.slice(0, Number(most));
  },
  'string.replace(string, string): string': (text: string, from: string, to: string) =>
    text.split(from).join(to),
  'string.replace(string, string, int): string': replaceSome,
  'string.format(list): string': format,
  'string.charAt(int): string': (text: string, index: bigint) => Array.from(text)[Number(index)] ?? '',
  'RuleTexts.quote(string): string': (_: unknown, text: string) => quote(text),
  'RuleSets.contains(list, list): bool': (_: unknown, all: readonly unknown[], some: readonly unknown[]) =>
    contains(all, some),
  'RuleSets.equivalent(list, list): bool': (_: unknown, a: readonly unknown[], b: readonly unknown[]) =>
    contains(a, b) && contains(b, a),
  'RuleSets.intersects(list, list): bool': (_: unknown, a: readonly unknown[], b: readonly unknown[]) =>
    a.some((one) => contains(b, [one])),
};

/** Functions that this server does not have: rules with them are left to those who have. */
const ELSEWHERE =
  /(?<![.\w])(?:authorizer\b|math\.\w|base64\.\w|lists\.\w)|\.(?:optMap|optFlatMap|transform(?:List|Map|MapEntry)|existsOne)\(/;

/** What stands before the dot in `sets.contains`. */
class RuleSets {
  readonly name = 'sets';
}

/** What stands before the dot in `strings.quote`. */
class RuleTexts {
  readonly name = 'strings';
}

export function registerRuleFunctions(environment: Environment): void {
  environment.registerType('RuleSets', { ctor: RuleSets, fields: {} });
  environment.registerConstant('sets', 'RuleSets', new RuleSets());
  environment.registerType('RuleTexts', { ctor: RuleTexts, fields: {} });
  environment.registerConstant('strings', 'RuleTexts', new RuleTexts());
  registerQuantities(environment);
  registerAddresses(environment);
  registerUrls(environment);
  registerFormats(environment);
  registerVersions(environment);
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

function contains(all: readonly unknown[], some: readonly unknown[]): boolean {
  return some.every((one) => all.some((other) => deepEqual(one, other)));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** As CEL writes a text in its own language. */
function quote(text: string): string {
  return `"${text.replace(/[\u0007\b\f\n\r\t\v\\"]/g, (char) => ESCAPES[char] ?? char)}"`;
}

function replaceSome(text: string, from: string, to: string, most: bigint): string {
  const parts = text.split(from);
  const replaced = most < 0n ? parts.length - 1 : Math.min(Number(most), parts.length - 1);
  return (
    parts.slice(0, replaced + 1).join(to) +
    parts
      .slice(replaced + 1)
      .map((part) => from + part)
      .join('')
  );
}

/** `%s`, `%d`, `%f`, `%e`, `%x`, `%X`, `%o`, `%b`, with digits after a point. */
function format(text: string, values: readonly unknown[]): string {
  let next = 0;
  return text.replace(/%(?:%|(?:\.(\d{1,3}))?([sdfexXob]))|%/g, (whole, digits?: string, verb?: string) => {
    if (whole === '%%') return '%';
    if (verb === undefined) throw new Error(`could not parse formatting clause "${whole}"`);
    if (next >= values.length) throw new Error(`index ${String(next)} out of range`);
    return formatOne(values[next++], verb, Number(digits ?? 6));
  });
}

const BASES: Readonly<Record<string, number>> = { x: 16, X: 16, o: 8, b: 2 };

function formatOne(value: unknown, verb: string, digits: number): string {
  const base = BASES[verb];
  if (base !== undefined && (typeof value === 'bigint' || typeof value === 'number')) {
    const shown = value.toString(base);
    return verb === 'X' ? shown.toUpperCase() : shown;
  }
  if (verb === 'f') return Number(value).toFixed(digits);
  if (verb === 'e') return Number(value).toExponential(digits);
  return shown(value);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value, bigintText);
  return String(value);
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
