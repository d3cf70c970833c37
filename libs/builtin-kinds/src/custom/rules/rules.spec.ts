import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type KubeObject } from '#libs/apimachinery';
import { customResource, customResourceDefinitions, definitionWarnings } from '../../index.js';
import { type Json } from '../../json.js';
import { widgets } from '../widgets.fixture.js';
import { runRules } from './run-rules.js';

const object = (properties: Json, rules: readonly Json[] = [], more: Json = {}): Json => ({
  type: 'object',
  properties,
  ...(rules.length > 0 ? { 'x-kubernetes-validations': rules } : {}),
  ...more,
});
const INT = { type: 'integer' };
const TEXT = { type: 'string' };
const list = (items: Json, more: Json = {}): Json => ({ type: 'array', items, ...more });
const withRules = (schema: Json, ...rules: Json[]): Json => ({
  ...schema,
  'x-kubernetes-validations': rules,
});

const SHORT = { ...TEXT, maxLength: 63 };
const PARTS = list(object({ name: SHORT, port: INT }), {
  maxItems: 100,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
});
const SPEC: Json = {
  min: INT,
  max: INT,
  ratio: { type: 'number' },
  code: TEXT,
  at: { type: 'string', format: 'date-time' },
  wait: { type: 'string', format: 'duration' },
  port: { 'x-kubernetes-int-or-string': true },
  labels: { type: 'object', additionalProperties: TEXT },
  parts: PARTS,
  names: list(SHORT, { maxItems: 100 }),
  namespace: TEXT,
  'with-dash': INT,
};

/** What rules on the spec say of it, as `path: message`. */
function judged(rules: readonly Json[], spec: unknown, old?: unknown): string[] {
  const schema = object({ spec: object(SPEC, rules) });
  const causes = runRules(schema, { spec }, old === undefined ? undefined : { spec: old });
  return causes.map(({ field = '', message }) => `${field}: ${message}`);
}

describe('a rule', () => {
  it.each<[string, unknown, boolean]>([
    ['self.min <= self.max', { min: 1, max: 2 }, true],
    ['self.min <= self.max', { min: 3, max: 2 }, false],
    ['self.max / self.min == 2', { min: 2, max: 5 }, true],
    ['!has(self.min) || self.min > 1', {}, true],
    ['!has(self.min) || self.min > 1', { min: null }, true],
    ['self.ratio > 1', { ratio: 2 }, true],
    ['self.ratio == 0.5', { ratio: 0.5 }, true],
    ['self.code.matches("^[a-z]+$") && size(self.code) < 4', { code: 'abc' }, true],
    ['self.code.startsWith("x")', { code: 'abc' }, false],
    [
      'self.parts.all(p, p.port > 0)',
      {
        parts: [
          { name: 'a', port: 1 },
          { name: 'b', port: 0 },
        ],
      },
      false,
    ],
    ['self.parts.exists_one(p, p.name == "a")', { parts: [{ name: 'a' }, { name: 'b' }] }, true],
    [
      'self.parts.exists(p, self.names.exists(n, n == p.name))',
      { parts: [{ name: 'a' }], names: ['a'] },
      true,
    ],
    ['self.labels.all(k, self.labels[k].size() > 0)', { labels: { a: 'b', 'c/d': '' } }, false],
    ['"a" in self.labels', { labels: { a: 'b' } }, true],
    ['self.port == 80', { port: 80 }, true],
    ['type(self.port) == string', { port: 'http' }, true],
    ['self.names.map(n, n.size()).sum() == 3', { names: ['a', 'bc'] }, true],
    ['self.names.isSorted() && self.names.max() == "b"', { names: ['a', 'b'] }, true],
    ['self.at < timestamp("2026-01-01T00:00:00Z")', { at: '2025-06-01T00:00:00Z' }, true],
    ['self.wait > duration("1h")', { wait: '1h30m' }, true],
    ['self.__namespace__ == "x" && self.with__dash__dash == 1', { namespace: 'x', 'with-dash': 1 }, true],
    ['self.code.find("[0-9]+") == "12"', { code: 'a12b' }, true],
    ['self.?code.orValue("none") == "none"', {}, true],
    ['quantity(self.code).isLessThan(quantity("10Gi"))', { code: '512Mi' }, true],
    ['quantity(self.code).add(quantity("512Mi")) == quantity("1Gi")', { code: '512Mi' }, true],
    ['isQuantity(self.code) && quantity(self.code).asInteger() == 2', { code: '2000m' }, true],
    ['quantity(self.code).sub(1).sign() == -1', { code: '100m' }, true],
    ['isQuantity(self.code)', { code: 'ten' }, false],
    ['url(self.code).getScheme() == "https"', { code: 'https://a.b:80/c?d=e' }, true],
    ['url(self.code).getHostname() + url(self.code).getPort()== "::180"', { code: 'http://[::1]:80' }, true],
    ['url(self.code).getQuery()["d"] == ["e", "f"]', { code: '/c?d=e&d=f' }, true],
    ['isURL(self.code)', { code: 'a b' }, false],
    ['isURL(self.code)', { code: '../relative' }, false],
    ['isIP(self.code) && ip(self.code).family() == 6', { code: 'fe80::1' }, true],
    ['ip(self.code).isLinkLocalUnicast() && !ip(self.code).isGlobalUnicast()', { code: 'fe80::1' }, true],
    ['isIP(self.code)', { code: '::ffff:1.2.3.4' }, false],
    ['cidr("10.0.0.0/8").containsIP(self.code)', { code: '10.1.2.3' }, true],
    ['cidr("10.0.0.0/8").containsCIDR(cidr(self.code))', { code: '11.0.0.0/16' }, false],
    ['cidr(self.code).masked() == cidr("10.1.0.0/16")', { code: '10.1.2.3/16' }, true],
    ['isCIDR(self.code)', { code: '10.0.0.0/33' }, false],
    ['sets.contains(self.names, ["a"]) && !sets.intersects(self.names, ["z"])', { names: ['a', 'b'] }, true],
    ['sets.equivalent(self.names, ["b", "a", "a"])', { names: ['a', 'b'] }, true],
    ['self.code.replace("a", "b", 1) == "ba" && "a.b".split(".").join("-") == "a-b"', { code: 'aa' }, true],
    [
      '"%s is %d of %.1f%%".format([self.code, self.min, 0.5]) == "x is 2 of 0.5%"',
      { code: 'x', min: 2 },
      true,
    ],
    ['self.code.findAll("[0-9]", 1) == ["1"]', { code: 'a12' }, true],
    ['!format.dns1123Label().validate(self.code).hasValue()', { code: 'a-b' }, true],
    ['!format.dns1123Label().validate(self.code).hasValue()', { code: 'A_b' }, false],
    ['format.dns1123Subdomain().validate(self.code).orValue([]).size() == 0', { code: 'a.b' }, true],
    ['format.dns1035Label().validate(self.code).hasValue()', { code: '1a' }, true],
    ['!format.dns1123LabelPrefix().validate(self.code).hasValue()', { code: 'a-' }, true],
    ['format.qualifiedName().validate(self.code).hasValue()', { code: 'a/b/c' }, true],
    ['!format.labelValue().validate(self.code).hasValue()', { code: '' }, true],
    ['format.named("uuid").value().validate(self.code).hasValue()', { code: 'x' }, true],
    ['format.named(self.code).hasValue()', { code: 'nonsense' }, false],
    ['!format.uri().validate(self.code).hasValue()', { code: 'https://a/b' }, true],
    ['!format.byte().validate(self.code).hasValue()', { code: 'YWI=' }, true],
    ['format.date().validate(self.code).value() == ["invalid date"]', { code: '2026-02-30' }, true],
    ['!format.datetime().validate(self.code).hasValue()', { code: '2026-02-28T10:00:00Z' }, true],
    ['isSemver(self.code) && semver(self.code).major() == 1', { code: '1.2.3-rc.1+b' }, true],
    ['isSemver(self.code)', { code: 'v1.2' }, false],
    ['isSemver(self.code, true) && semver(self.code, true) == semver("1.2.0")', { code: 'v01.2' }, true],
    ['semver(self.code).isLessThan(semver("1.0.0"))', { code: '1.0.0-rc.2' }, true],
    ['semver(self.code).isGreaterThan(semver("1.0.0-rc.2"))', { code: '1.0.0-rc.10' }, true],
    ['semver(self.code).compareTo(semver("1.0.0-alpha.beta")) == -1', { code: '1.0.0-alpha.1' }, true],
    ['ip.isCanonical(self.code)', { code: '2001:db8::1' }, true],
    ['ip.isCanonical(self.code)', { code: '2001:DB8:0::1' }, false],
    ['string(ip(self.code)) == "::1" && string(cidr("10.0.0.0/8")) == "10.0.0.0/8"', { code: '0::1' }, true],
    ['strings.quote(self.code) == "\\"a\\\\nb\\""', { code: 'a\nb' }, true],
  ])('%s, of %j: %s', (rule, spec, holds) => {
    expect(customResourceDefinitions.validate(definition([{ rule }]), undefined)).toEqual([]);
    expect(judged([{ rule }], spec)).toEqual(holds ? [] : [expect.stringContaining(`failed rule: ${rule}`)]);
  });

  it('says what its author wanted it to say, and where', () => {
    const rule = 'self.min <= self.max';
    const wrong = { min: 3, max: 2 };
    expect(judged([{ rule, message: 'too little' }], wrong)).toEqual([
      'spec: Invalid value: "object": too little',
    ]);
    const messageExpression = '"at most " + string(self.max)';
    expect(judged([{ rule, message: 'too little', messageExpression }], wrong)).toEqual([
      'spec: Invalid value: "object": at most 2',
    ]);
    expect(judged([{ rule, message: 'm', messageExpression: 'self.code' }], wrong)).toEqual([
      'spec: Invalid value: "object": m',
    ]);
    expect(judged([{ rule, reason: 'FieldValueForbidden', fieldPath: '.min', message: 'm' }], wrong)).toEqual(
      ['spec.min: Forbidden: m'],
    );
    expect(judged([{ rule: 'self.code == "x"' }], {})).toEqual([
      'spec: Invalid value: "object": no such key: code evaluating rule: self.code == "x"',
    ]);
  });

  it('is judged where it stands: in properties, items, maps and the root', () => {
    const positive = withRules(INT, { rule: 'self > 0' });
    const schema = object({ sizes: list(positive), by: { type: 'object', additionalProperties: positive } }, [
      { rule: 'self.metadata.name.startsWith("w")' },
    ]);
    const value = { metadata: { name: 'x' }, sizes: [1, -1], by: { a: 0, b: 1 } };
    expect(runRules(schema, value, undefined).map(({ field }) => field)).toEqual(['', 'sizes[1]', 'by[a]']);
  });

  it('about a change is asked of changes only', () => {
    const rule = { rule: 'self.max >= oldSelf.max', message: 'never less' };
    expect(judged([rule], { max: 1 })).toEqual([]);
    expect(judged([rule], { max: 1 }, { max: 1 })).toEqual([]);
    expect(judged([rule], { max: 1 }, { max: 2 })).toEqual(['spec: Invalid value: "object": never less']);
    const optional = { rule: 'oldSelf.hasValue() || self.max == 1', optionalOldSelf: true };
    expect(judged([optional], { max: 2 })).toHaveLength(1);
    expect(judged([optional], { max: 2 }, { max: 1 })).toEqual([]);
  });

  it('is not held against what did not change, but rules about changes are', () => {
    const late = { rule: 'self.min <= self.max' };
    const never = { rule: 'self.max != oldSelf.max' };
    expect(judged([late], { min: 3, max: 2 }, { min: 3, max: 2 })).toEqual([]);
    expect(judged([late], { min: 3, max: 2 }, { min: 3, max: 1 })).toHaveLength(1);
    expect(judged([never], { max: 2 }, { max: 2 })).toHaveLength(1);
  });

  it('about a change finds an item of a list by its keys', () => {
    const parts = {
      ...PARTS,
      items: object({ name: TEXT, port: INT }, [{ rule: 'self.port == oldSelf.port' }]),
    };
    const schema = object({ parts });
    const before = {
      parts: [
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ],
    };
    const after = {
      parts: [
        { name: 'b', port: 3 },
        { name: 'c', port: 4 },
        { name: 'a', port: 1 },
      ],
    };
    expect(runRules(schema, after, before).map(({ field }) => field)).toEqual(['parts[0]']);
  });
});

describe('the cost of rules', () => {
  const nested = { rule: 'self.names.all(a, self.names.all(b, self.names.all(c, a == b || b == c)))' };
  const OUT = /running out of cost budget/;

  it('is bounded before they run', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `n${String(index)}`);
    expect(judged([nested, { rule: 'self.names.size() > 5000' }], { names })).toEqual([
      expect.stringMatching(OUT),
    ]);
    expect(judged([nested], { names: names.slice(0, 5) })).toHaveLength(1);
  });

  it('lets a long list be looked through', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `n${String(index)}`);
    expect(judged([{ rule: 'self.names.all(n, n.startsWith("n"))' }], { names })).toEqual([]);
  });

  it.each([
    'cel.bind(a, self.names + self.names, cel.bind(b, a + a, b.all(x, b.all(y, b.all(z, x != y)))))',
    'self.code.split("").all(a, self.code.split("").all(b, self.code.split("").all(c, a == b)))',
    'self.names.map(a, self.names.map(b, self.names.map(c, a + b + c))).size() > 0',
  ])('also of what a rule makes by itself: %s', (rule) => {
    const names = Array.from({ length: 400 }, () => 'n');
    expect(judged([{ rule }], { names, code: 'x'.repeat(2_000) })).toEqual([expect.stringMatching(OUT)]);
  });
});

function definition(rules: readonly unknown[], properties: Json = SPEC): KubeObject {
  const spec = { type: 'object', properties, 'x-kubernetes-validations': rules };
  const made = widgets({ schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } });
  customResourceDefinitions.applyDefaults(made);
  return made;
}

describe('a definition', () => {
  const at = 'spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations[0]';

  it.each<[string, object, string, RegExp]>([
    ['an unknown field', { rule: 'self.mni > 1' }, 'rule', /compilation failed: No such key: mni/],
    ['an unknown field of items', { rule: 'self.parts.all(p, p.prt > 1)' }, 'rule', /prt/],
    ['types that do not meet', { rule: 'self.code > 1' }, 'rule', /no such overload/],
    ['no truth', { rule: 'self.min + 1' }, 'rule', /must evaluate to a bool, not to int/],
    ['no sentence', { rule: 'self.min >' }, 'rule', /compilation failed/],
    ['an unknown function', { rule: 'nonsense(self)' }, 'rule', /nonsense/],
    [
      'a message of another type',
      { rule: 'true', messageExpression: 'self.min' },
      'messageExpression',
      /string/,
    ],
    ['no rule', { rule: ' ' }, 'rule', /Required/],
    ['an unknown reason', { rule: 'true', reason: 'Because' }, 'reason', /Unsupported value: "Because"/],
  ])('with %s is refused', (_what, rule, field, message) => {
    expect(customResourceDefinitions.validate(definition([rule]), undefined)).toEqual([
      expect.objectContaining({ field: `${at}.${field}`, message: expect.stringMatching(message) }),
    ]);
  });

  it('with a rule about changes where they cannot be told is refused', () => {
    const names = list(withRules(SHORT, { rule: 'self == oldSelf' }), { maxItems: 10 });
    const causes = customResourceDefinitions.validate(definition([], { names }), undefined);
    expect(causes.map(({ message }) => message)).toEqual([expect.stringContaining('uncorrelatable')]);
  });

  it.each<[string, object, string, RegExp]>([
    ['a message of two lines', { rule: 'true', message: 'a\nb' }, 'message', /line breaks/],
    ['a rule of two lines and no message', { rule: 'true &&\ntrue' }, 'message', /must be specified/],
    ['a path to nothing', { rule: 'true', fieldPath: '.mni' }, 'fieldPath', /valid field: "mni"/],
    [
      'a path into a list',
      { rule: 'true', fieldPath: '.names[0]' },
      'fieldPath',
      /expected \[ or \. at "\[0\]"/,
    ],
    [
      'an old value that it does not use',
      { rule: 'true', optionalOldSelf: true },
      'optionalOldSelf',
      /oldSelf/,
    ],
  ])('with %s is refused', (_what, rule, field, message) => {
    expect(customResourceDefinitions.validate(definition([rule]), undefined)).toEqual([
      expect.objectContaining({ field: `${at}.${field}`, message: expect.stringMatching(message) }),
    ]);
  });

  it('may point at any field, however it is named', () => {
    for (const fieldPath of ['.min', "['with-dash']", '.labels.any', '.labels'])
      expect(
        customResourceDefinitions.validate(definition([{ rule: 'true', fieldPath }]), undefined),
      ).toEqual([]);
  });

  it('leaves rules with functions that are not here to others', () => {
    const rule = 'self.names.transformList(i, n, n + string(i)).size() > 1';
    const made = definition([{ rule }]);
    expect(customResourceDefinitions.validate(made, undefined)).toEqual([]);
    expect(definitionWarnings(made)).toHaveLength(1);
    expect(definitionWarnings(definition([{ rule: 'self.code.format([1]) == ""' }]))).toEqual([]);
  });

  it('has its rules judged with every write, after its types', () => {
    const made = definition([{ rule: 'self.min <= self.max' }, { rule: 'self.max >= oldSelf.max' }]);
    const row = customResource(made)!;
    const widget = (spec: object): KubeObject => ({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'x' },
      spec,
    });
    expect(row.validate(widget({ min: 2, max: 1 }), undefined)).toHaveLength(1);
    expect(row.validate(widget({ min: 1, max: 1 }), widget({ min: 1, max: 2 }))).toHaveLength(1);
    expect(row.validate(widget({ min: 1, max: 2 }), widget({ min: 1, max: 2 }))).toEqual([]);
  });
});

describe('the estimate of what rules cost', () => {
  const PATTERN_RULE = 'self.names.all(n, n.matches("^[a-z]([-a-z0-9]*[a-z0-9])?$"))';
  const TWICE = 'self.names.all(a, self.names.exists_one(b, a == b))';

  it.each<[string, string, object, string | undefined]>([
    ['one look at a text', 'self.code.startsWith("x")', {}, undefined],
    ['one look at each of many numbers', 'self.sizes.all(n, n > 0)', { sizes: list(INT) }, undefined],
    ['a pattern for texts without bounds', PATTERN_RULE, { names: list(TEXT) }, 'more than 100x'],
    ['a pattern for bounded texts in a bounded list', PATTERN_RULE, {}, undefined],
    ['a loop in a loop without bounds', TWICE, { names: list(TEXT) }, 'more than 100x'],
    ['a loop in a loop with large ones', TWICE, { names: list(INT, { maxItems: 3_000 }) }, '5.4x'],
    ['a loop in a loop with small ones', TWICE, { names: list(INT, { maxItems: 100 }) }, undefined],
    [
      'a name for what is long',
      'cel.bind(all, self.names + self.names, all.all(a, all.all(b, a == b)))',
      { names: list(INT, { maxItems: 1_000 }) },
      '2.4x',
    ],
  ])('%s', (_what, rule, more, factor) => {
    const causes = customResourceDefinitions.validate(
      definition([{ rule }], { ...SPEC, ...more }),
      undefined,
    );
    const at = 'spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule';
    const message = `Forbidden: estimated rule cost exceeds budget by factor of ${factor ?? ''}`;
    expect(causes.slice(0, 1)).toEqual(
      factor === undefined
        ? []
        : [{ reason: 'FieldValueForbidden', field: at, message: expect.stringContaining(message) }],
    );
  });

  it('counts a rule as often as there can be values, and all of them together', () => {
    const item = withRules({ ...TEXT, maxLength: 1_000 }, { rule: 'self.contains("some text")' });
    const lists = (count: number, limit: object): Json =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`l${String(index)}`, list(item, limit as Json)]),
      );
    const causes = (properties: Json): string[] =>
      customResourceDefinitions.validate(definition([], properties), undefined).map(({ message }) => message);
    expect(causes(lists(1, { maxItems: 10_000 }))).toEqual([]);
    expect(causes(lists(1, {}))[0]).toContain('estimated rule cost exceeds');
    const together = causes(lists(30, { maxItems: 10_000 }));
    expect(together).toHaveLength(5);
    expect(together[0]).toContain('contributed to estimated rule cost total');
    expect(together[4]).toContain('cost total for entire OpenAPIv3 schema exceeds budget by factor of 1.2');
  });

  it('is not made again for a definition that stands', () => {
    const made = definition([{ rule: TWICE }], { ...SPEC, names: list(INT, { maxItems: 3_000 }) });
    expect(customResourceDefinitions.validate(made, undefined)).toHaveLength(1);
    expect(customResourceDefinitions.validate({ ...made, status: {} }, made)).toEqual([]);
  });
});

it('rules never throw, whatever they look at', () => {
  const rule =
    'self.parts.all(p, p.port > self.min) && self.code.size() > 1 || self.labels["a"] == self.names[0]';
  fc.assert(
    fc.property(fc.jsonValue(), (spec) => {
      for (const message of judged([{ rule }], spec)) expect(message).toContain('spec: Invalid value');
    }),
  );
});
