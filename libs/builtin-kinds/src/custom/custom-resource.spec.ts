import { describe, expect, it } from '@jest/globals';
import { type KubeObject, type ResourceDefinition } from '#libs/apimachinery';
import { customResource, customResourceDefinitions, definitionWarnings } from '../index.js';
import { jsonPath } from './printer-columns.js';
import { WIDGET_SPEC, widgets } from './widgets.fixture.js';

function row(version: object = {}, spec: object = {}): ResourceDefinition {
  const definition = widgets(version, spec);
  customResourceDefinitions.applyDefaults(definition);
  return customResource(definition)!;
}

function widget(spec: unknown, more: object = {}): KubeObject {
  return {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'x', namespace: 'demo' },
    spec,
    ...more,
  };
}

describe('the row of a custom kind', () => {
  it('has the names, scope and subresources of its definition', () => {
    const subresources = {
      status: {},
      scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.replicas' },
    };
    expect(row({ subresources })).toMatchObject({
      storage: { group: 'example.com', resource: 'widgets' },
      kind: 'Widget',
      listKind: 'WidgetList',
      singular: 'widget',
      shortNames: ['wd'],
      namespaced: true,
      custom: true,
      generation: 'spec',
      subresources: {
        status: true,
        scale: { specReplicas: '.spec.size', statusReplicas: '.status.replicas' },
      },
    });
  });

  it('serves the storage version first, and none that is not served', () => {
    const schema = { openAPIV3Schema: { type: 'object' } };
    const versions = [
      { name: 'v1beta1', served: true, storage: false, deprecated: true, schema },
      { name: 'v1alpha1', served: false, storage: false, schema },
      { name: 'v1', served: true, storage: true, schema },
    ];
    expect(
      row({}, { versions }).versions.map(({ version, deprecationWarning }) => [version, deprecationWarning]),
    ).toEqual([
      ['v1', undefined],
      ['v1beta1', 'example.com/v1beta1 Widget is deprecated'],
    ]);
  });

  it('creates nothing while its definition is under deletion', () => {
    const definition = widgets();
    definition.metadata.deletionTimestamp = '2026-11-21T08:00:00Z';
    expect(customResource(definition)!.verbs).not.toContain('create');
  });

  it('fills defaults where a field is absent, also in lists', () => {
    const object = widget({ size: 1, parts: [{ name: 'a' }, { name: 'b', count: 5 }] });
    row().applyDefaults(object);
    expect(object['spec']).toEqual({
      size: 1,
      color: 'red',
      parts: [
        { name: 'a', count: 1 },
        { name: 'b', count: 5 },
      ],
    });
  });

  it.each<[string, unknown, [string, string] | undefined]>([
    ['what is right', { size: 3, color: 'blue', code: 'abc', port: 'http', labels: { a: 'b' } }, undefined],
    ['no spec at all', undefined, undefined],
    ['a missing field', {}, ['spec.size', 'FieldValueRequired']],
    ['too small a number', { size: 0 }, ['spec.size', 'FieldValueInvalid']],
    ['too large a number', { size: 11 }, ['spec.size', 'FieldValueInvalid']],
    ['another value', { size: 1, color: 'green' }, ['spec.color', 'FieldValueNotSupported']],
    ['a text beside the pattern', { size: 1, code: 'ABC' }, ['spec.code', 'FieldValueInvalid']],
    ['too long a text', { size: 1, code: 'abcdef' }, ['spec.code', 'FieldValueInvalid']],
    ['a value of a map', { size: 1, labels: { a: '' } }, ['spec.labels.a', 'FieldValueInvalid']],
    ['an element', { size: 1, parts: [{}] }, ['spec.parts[0].name', 'FieldValueRequired']],
    [
      'a key twice',
      { size: 1, parts: [{ name: 'a' }, { name: 'a' }] },
      ['spec.parts[1]', 'FieldValueDuplicate'],
    ],
    ['none of one of', { size: 1, choice: {} }, ['spec.choice', 'FieldValueInvalid']],
    ['both of one of', { size: 1, choice: { a: 'x', b: 'y' } }, ['spec.choice', 'FieldValueInvalid']],
  ])('judges %s', (_name, spec, expected) => {
    const causes = row().validate(spec === undefined ? widget(spec) : widget(spec), undefined);
    expect(causes.map(({ field, reason }) => [field, reason])).toEqual(expected ? [expected] : []);
  });

  it('prints the columns that its definition asks for', () => {
    const additionalPrinterColumns = [
      { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
      {
        name: 'Ready',
        type: 'string',
        jsonPath: ".status.conditions[?(@.type=='Ready')].status",
        priority: 1,
      },
      { name: 'Since', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ];
    const object = widget({ size: 3 }, { status: { conditions: [{ type: 'Ready', status: 'True' }] } });
    object.metadata.creationTimestamp = '2026-11-21T08:00:00Z';
    const now = Date.parse('2026-11-21T09:00:00Z');
    const { columns } = row({ additionalPrinterColumns });
    expect(columns.map(({ name, priority, value }) => [name, priority, value(object, now)])).toEqual([
      ['Name', 0, 'x'],
      ['Size', 0, 3],
      ['Ready', 1, 'True'],
      ['Since', 0, '60m'],
    ]);
    expect(columns[1]!.value(widget({}), now)).toBe('');
  });

  it('selects by the fields that its definition names', () => {
    const { fieldLabels } = row({ selectableFields: [{ jsonPath: '.spec.color' }] });
    expect(fieldLabels['spec.color']!(widget({ color: 'blue' }))).toBe('blue');
  });
});

describe('jsonPath', () => {
  const object = { a: { 'b.c': [{ n: 1 }, { n: 2 }] }, list: ['x', 'y'] };
  it.each<[string, unknown[]]>([
    ['.a', [object.a]],
    [".a['b.c'][1].n", [2]],
    ['.a.b\\.c[*].n', [1, 2]],
    ['.list[-1]', ['y']],
    ['.list[7]', []],
    ['.nothing.here', []],
    ['.a[?(@.n > 1)]', []],
  ])('%s', (path, expected) => {
    expect(jsonPath(path)(object)).toEqual(expected);
  });
});

describe('a definition', () => {
  const judge = (definition: KubeObject, old?: KubeObject): (string | undefined)[] => {
    customResourceDefinitions.applyDefaults(definition);
    return customResourceDefinitions.validate(definition, old).map(({ field }) => field);
  };
  const schema = (openAPIV3Schema: object): KubeObject => widgets({ schema: { openAPIV3Schema } });
  const property = (a: object): KubeObject => schema({ type: 'object', properties: { a } });
  const at = 'spec.versions[0].schema.openAPIV3Schema';

  it.each<[string, KubeObject, string[]]>([
    ['that is right', widgets(), []],
    ['of another name', { ...widgets(), metadata: { name: 'x' } }, ['metadata.name']],
    [
      'of a bare group',
      { ...widgets({}, { group: 'example' }), metadata: { name: 'widgets.example' } },
      ['spec.group'],
    ],
    [
      'of a protected group',
      { ...widgets({}, { group: 'x.k8s.io' }), metadata: { name: 'widgets.x.k8s.io' } },
      ['metadata.annotations[api-approved.kubernetes.io]'],
    ],
    ['without scope', widgets({}, { scope: undefined }), ['spec.scope']],
    ['without versions', widgets({}, { versions: [] }), ['spec.versions', 'spec.versions']],
    ['without storage version', widgets({ storage: false }), ['spec.versions']],
    ['without schema', widgets({ schema: undefined }), [at]],
    ['whose root is no object', schema({ type: 'string' }), [`${at}.type`]],
    ['with a field without type', property({}), [`${at}.properties[a].type`]],
    ['with a list of anything', property({ type: 'array' }), [`${at}.properties[a].items`]],
    ['with a reference', property({ type: 'string', $ref: '#/x' }), [`${at}.properties[a].$ref`]],
    [
      'with an unknown key',
      property({
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['id'],
        items: { type: 'object' },
      }),
      [`${at}.properties[a].x-kubernetes-list-map-keys`],
    ],
    [
      'with a scale that is nowhere',
      widgets({ subresources: { scale: { specReplicasPath: '.size', statusReplicasPath: '.status.n' } } }),
      ['spec.versions[0].subresources.scale.specReplicasPath'],
    ],
  ])('%s', (_name, definition, expected) => {
    expect(judge(definition)).toEqual(expected);
  });

  it('keeps what its objects are found under', () => {
    const old = widgets();
    customResourceDefinitions.applyDefaults(old);
    old['status'] = { conditions: [{ type: 'Established', status: 'True' }] };
    expect(judge(widgets({}, { scope: 'Cluster' }), old)).toEqual(['spec.scope']);
  });

  it('is held until its objects are gone, and remembers what it was stored as', () => {
    const definition = widgets();
    customResourceDefinitions.prepare?.(definition, undefined);
    expect(definition.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
    expect(definition['status']).toEqual({ storedVersions: ['v1'] });
    const next = widgets({ name: 'v2' });
    next['status'] = definition['status'];
    customResourceDefinitions.prepare?.(next, definition);
    expect(next['status']).toEqual({ storedVersions: ['v1', 'v2'] });
    expect(judge(next)).toContain('status.storedVersions[0]');
  });

  it('says which of its CEL rules are not run', () => {
    const withRule = (rule: string): KubeObject => {
      const spec = { ...WIDGET_SPEC, 'x-kubernetes-validations': [{ rule }] };
      return schema({ type: 'object', properties: { spec } });
    };
    const foreign = withRule('self.?code.optMap(c, c.size() > 1).orValue(true)');
    expect(judge(foreign)).toEqual([]);
    expect(definitionWarnings(foreign)).toEqual([expect.stringMatching(/not run/)]);
    expect(definitionWarnings(withRule('self.size > 1'))).toEqual([]);
  });
});
