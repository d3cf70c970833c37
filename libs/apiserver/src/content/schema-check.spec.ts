import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type StructSchema } from '#libs/apimachinery';
import { builtinType, scalar } from '#libs/builtin-kinds';
import { duplicateKeys } from './duplicate-keys.js';
import { fieldProblems, parseFieldValidation, strictDecodingError } from './field-validation.js';
import { checkSchema } from './schema-check.js';

const DEPLOYMENT = builtinType('apps.v1.Deployment');

function deployment(
  spec: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' }, spec, ...more };
}

function podSpec(spec: Record<string, unknown>): Record<string, unknown> {
  return deployment({ template: { spec } });
}

describe('checkSchema', () => {
  it('names unknown fields by their path and drops them', () => {
    const object = deployment({
      replicaz: 2,
      template: { spec: { containers: [{ name: 'c', imagee: 'x' }] } },
    });
    const { unknown, errors } = checkSchema(DEPLOYMENT, object);
    expect(unknown).toEqual(['spec.replicaz', 'spec.template.spec.containers[0].imagee']);
    expect(errors).toEqual([]);
    expect(object['spec']).toEqual({ template: { spec: { containers: [{ name: 'c' }] } } });
  });

  it('takes null for absent, and for zero inside lists and maps', () => {
    const object = deployment(
      { replicas: null },
      { metadata: { creationTimestamp: null, labels: { a: null } }, status: null },
    );
    expect(checkSchema(DEPLOYMENT, object)).toEqual({ unknown: [], errors: [] });
    expect(object).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { labels: { a: '' } },
      spec: {},
    });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'maps of metadata, at the top and in a template',
      deployment(
        { template: { metadata: { labels: {}, annotations: {} }, spec: { containers: [] } } },
        { metadata: { name: 'api', annotations: {}, finalizers: [] } },
      ),
      deployment({ template: { metadata: {}, spec: { containers: [] } } }),
    ],
    [
      'texts, numbers and booleans',
      deployment({
        paused: false,
        minReadySeconds: 0,
        template: { spec: { nodeName: '', hostNetwork: false } },
      }),
      deployment({ template: { spec: {} } }),
    ],
    [
      'nothing behind a pointer, and no struct',
      deployment({
        replicas: 0,
        template: { spec: { securityContext: {}, automountServiceAccountToken: false } },
      }),
      deployment({
        replicas: 0,
        template: { spec: { securityContext: {}, automountServiceAccountToken: false } },
      }),
    ],
    [
      'no struct that JSON shows as a leaf, and no item or entry',
      podSpec({
        containers: [
          {
            name: 'c',
            env: [{ name: 'A', value: '' }],
            args: [''],
            resources: { limits: {}, requests: { cpu: '0' } },
            readinessProbe: { httpGet: { port: 0, path: '' } },
          },
        ],
        nodeSelector: { zone: '' },
      }),
      podSpec({
        containers: [
          {
            name: 'c',
            env: [{ name: 'A' }],
            args: [''],
            resources: { requests: { cpu: '0' } },
            readinessProbe: { httpGet: { port: 0 } },
          },
        ],
        nodeSelector: { zone: '' },
      }),
    ],
  ])('leaves out what Go leaves out: %s', (_what, object, expected) => {
    expect(checkSchema(DEPLOYMENT, object)).toEqual({ unknown: [], errors: [] });
    expect(object).toEqual(expected);
  });

  it('leaves custom resources as they came, apart from their metadata', () => {
    const object = deployment(
      { paused: false, template: { spec: { nodeSelector: {} } } },
      { metadata: { name: 'api', labels: {} } },
    );
    expect(checkSchema(DEPLOYMENT, object, { custom: true })).toEqual({ unknown: [], errors: [] });
    expect(object).toEqual(deployment({ paused: false, template: { spec: { nodeSelector: {} } } }));
  });

  it.each([
    ['a string for a number', deployment({ replicas: 'two' }), 'spec.replicas'],
    ['a fraction for an integer', deployment({ replicas: 1.5 }), 'spec.replicas'],
    ['more than 32 bits for an int32', deployment({ replicas: 2 ** 31 }), 'spec.replicas'],
    ['a list for an object', deployment({ template: [] }), 'spec.template'],
    ['an object for a list', podSpec({ containers: {} }), 'spec.template.spec.containers'],
    ['a number in a map of strings', deployment({}, { metadata: { labels: { a: 1 } } }), 'metadata.labels.a'],
    ['a string for a boolean', deployment({ paused: 'yes' }), 'spec.paused'],
    ['no quantity', podSpec({ overhead: { cpu: '1 core' } }), 'spec.template.spec.overhead.cpu'],
    [
      'no time',
      deployment({}, { metadata: { creationTimestamp: 'yesterday' } }),
      'metadata.creationTimestamp',
    ],
    [
      'a boolean for int-or-string',
      deployment({ strategy: { rollingUpdate: { maxSurge: true } } }),
      'spec.strategy.rollingUpdate.maxSurge',
    ],
    ['a kind that is no string', deployment({}, { kind: 7 }), 'kind'],
  ])('refuses %s', (_name, object, field) => {
    expect(checkSchema(DEPLOYMENT, object).errors.map((cause) => cause.field)).toEqual([field]);
  });

  it('words errors for built-in and for custom kinds', () => {
    const bad = deployment({ replicas: 'two' });
    expect(checkSchema(DEPLOYMENT, bad).errors[0]?.message).toBe(
      'json: cannot unmarshal string into field spec.replicas of type int32',
    );
    expect(checkSchema(DEPLOYMENT, bad, { custom: true }).errors[0]?.message).toBe(
      'Invalid value: "string": spec.replicas in body must be of type integer: "string"',
    );
  });

  it('refuses base64 that is none', () => {
    const secret = builtinType('core.v1.Secret');
    const check = (data: string): number =>
      checkSchema(secret, { metadata: {}, data: { k: data } }).errors.length;
    expect([check(''), check('YWI='), check('YWI'), check('a b=')]).toEqual([0, 0, 1, 1]);
  });

  it('keeps a number given as a quantity as text', () => {
    const object = podSpec({ overhead: { cpu: 2, memory: '64Mi' } });
    expect(checkSchema(DEPLOYMENT, object).errors).toEqual([]);
    expect(object).toEqual(podSpec({ overhead: { cpu: '2', memory: '64Mi' } }));
  });

  it('leaves an object in order alone, even a frozen one', () => {
    const object = podSpec({ containers: [{ name: 'c', ports: [{ containerPort: 80 }] }] });
    const frozen = deepFreeze(structuredClone(object));
    expect(checkSchema(DEPLOYMENT, frozen)).toEqual({ unknown: [], errors: [] });
    expect(frozen).toEqual(object);
  });

  it('keeps what a custom resource keeps, and looks no deeper than it can', () => {
    const open: StructSchema = {
      kind: 'struct',
      fields: new Map([['x', { schema: scalar('any') }]]),
      atomic: false,
      preserveUnknown: true,
    };
    const object = { apiVersion: 'a/v1', kind: 'A', x: null, y: { z: null } };
    expect(checkSchema(open, object)).toEqual({ unknown: [], errors: [] });
    expect(object).toEqual({ apiVersion: 'a/v1', kind: 'A', x: null, y: { z: null } });
    const recursive: StructSchema = {
      kind: 'struct',
      fields: new Map([['a', { schema: () => recursive }]]),
      atomic: false,
    };
    let deep: Record<string, unknown> = {};
    for (let i = 0; i < 100_000; i++) deep = { a: deep };
    expect(checkSchema(recursive, deep).errors).toHaveLength(1);
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

describe('duplicateKeys', () => {
  it.each([
    ['{"a":1,"b":{"a":1}}', []],
    ['{"a":1,"a":2,"a":3}', ['a']],
    ['{"spec":{"containers":[{"name":"a"},{"name":"b","name":"c"}]}}', ['spec.containers[1].name']],
    ['{"a":"\\"a\\":1,","b":[{},{"x":[],"x":1}]}', ['b[1].x']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['{"a\\\\":1,"b":["a","a"],"c":"a"}', []],
    ['[]', []],
    ['"a"', []],
  ])('%s', (json, expected) => {
    expect(duplicateKeys(json)).toEqual(expected);
  });

  it('finds none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2), (json, indent) => {
        expect(duplicateKeys(JSON.stringify(JSON.parse(json), undefined, indent))).toEqual([]);
      }),
    );
  });
});

describe('field validation', () => {
  it('refuses as kube-apiserver does', () => {
    const problems = fieldProblems(['spec.replicaz'], ['spec.replicas']);
    expect(problems[0]).toBe('unknown field "spec.replicaz"');
    expect(strictDecodingError('Deployment', 'v1', problems.slice(0, 1)).message).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replicaz"',
    );
  });

  it('warns unless told otherwise', () => {
    expect([null, 'Strict', 'Ignore'].map((level) => parseFieldValidation(level))).toEqual([
      'Warn',
      'Strict',
      'Ignore',
    ]);
    expect(() => parseFieldValidation('strict')).toThrow('supported values: "Ignore", "Strict", "Warn"');
  });
});
