import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beforeAndAfter, type Recordings } from './fixtures/recordings.js';
import { deployment, widget } from './fixtures/schemas.js';
import { applyJsonPatch } from './json-patch.js';
import { mergePatch } from './merge-patch.js';
import { strategicMergePatch } from './strategic-merge-patch.js';

const recordings = JSON.parse(
  readFileSync(new URL('./fixtures/kubectl-1.32.json', import.meta.url), 'utf8'),
) as Recordings;

/** What a server changes by itself besides the patch. */
function userPart(object: unknown): unknown {
  return JSON.parse(
    JSON.stringify(object, (key, value: unknown) =>
      ['managedFields', 'resourceVersion', 'generation', 'status'].includes(key) ? undefined : value,
    ),
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

describe('patches that a real kubectl sent', () => {
  it.each(['apply-dep2', 'patch-strategic', 'set-image', 'set-env', 'rollout-pause'])('%s', (name) => {
    const { before, patch, after } = beforeAndAfter(recordings[name]);
    const result = strategicMergePatch(deepFreeze(before), deepFreeze(patch), deployment);
    expect(userPart(result)).toEqual(userPart(after));
  });

  it.each(['patch-merge', 'label'])('%s', (name) => {
    const { before, patch, after } = beforeAndAfter(recordings[name]);
    expect(userPart(mergePatch(deepFreeze(before), deepFreeze(patch)))).toEqual(userPart(after));
  });

  it('patch-json', () => {
    const { before, patch, after } = beforeAndAfter(recordings['patch-json']);
    expect(userPart(applyJsonPatch(deepFreeze(before), deepFreeze(patch)))).toEqual(userPart(after));
  });

  it('patch-json-bad: a failed test is a 422', () => {
    const { before, patch, after } = beforeAndAfter(recordings['patch-json-bad']);
    expect(() => applyJsonPatch(before, patch)).toThrow(
      expect.objectContaining({ code: after['code'], reason: after['reason'] }),
    );
  });
});

describe('mergePatch', () => {
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('RFC 7386: %j with %j', (target, patch, expected) => {
    expect(mergePatch(deepFreeze(target), deepFreeze(patch))).toEqual(expected);
  });

  it('does not pollute prototypes', () => {
    const patch: unknown = JSON.parse('{"__proto__":{"evil":1},"constructor":{"prototype":{"evil":1}}}');
    expect(JSON.stringify(mergePatch({}, patch))).toContain('__proto__');
    expect(({} as Record<string, unknown>)['evil']).toBeUndefined();
  });

  it('is idempotent, and an empty patch changes nothing', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(fc.constantFrom(null, 1, 'x', [1, null]), tie('object')),
      object: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('value'), { maxKeys: 3 }),
    })).object;
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
        expect(mergePatch(target, {})).toEqual(target);
      }),
    );
  });
});

describe('applyJsonPatch', () => {
  const document = deepFreeze({ a: [1, 2], b: { 'x/y': 1, 'm~n': 2 } });

  it.each([
    [[{ op: 'add', path: '/a/1', value: 9 }], { a: [1, 9, 2], b: document.b }],
    [[{ op: 'add', path: '/a/-', value: null }], { a: [1, 2, null], b: document.b }],
    [[{ op: 'remove', path: '/b/x~1y' }], { a: [1, 2], b: { 'm~n': 2 } }],
    [[{ op: 'replace', path: '/b/m~0n', value: { c: 1 } }], { a: [1, 2], b: { 'x/y': 1, 'm~n': { c: 1 } } }],
    [[{ op: 'move', from: '/a/0', path: '/c' }], { a: [2], b: document.b, c: 1 }],
    [[{ op: 'copy', from: '/b', path: '/c' }], { ...document, c: document.b }],
    [[{ op: 'test', path: '/a', value: [1, 2] }], document],
  ])('%j', (patch, expected) => {
    expect(applyJsonPatch(document, deepFreeze(patch))).toEqual(expected);
  });

  it.each([
    [[{ op: 'test', path: '/a/0', value: 2 }], 'Invalid'],
    [[{ op: 'remove', path: '/c' }], 'Invalid'],
    [[{ op: 'replace', path: '/c', value: 1 }], 'Invalid'],
    [[{ op: 'add', path: '/c/d', value: 1 }], 'Invalid'],
    [[{ op: 'add', path: '/a/7', value: 1 }], 'Invalid'],
    [[{ op: 'move', from: '/b', path: '/b/c' }], 'Invalid'],
    [[{ op: 'copy', from: '/c', path: '/d' }], 'Invalid'],
    [[{ op: 'add', path: '/__proto__/x', value: 1 }], 'Invalid'],
    [{ op: 'add' }, 'BadRequest'],
    [[{ op: 'jump', path: '/a' }], 'Invalid'],
    [[{ op: 'add', path: 'a', value: 1 }], 'Invalid'],
    [[{ op: 'add', path: '/a' }], 'Invalid'],
    [[{ op: 'move', path: '/a' }], 'Invalid'],
    [[null], 'BadRequest'],
    [new Array(10_001).fill({ op: 'test', path: '', value: 1 }), 'RequestEntityTooLarge'],
  ])('%j is refused: %s', (patch, reason) => {
    expect(() => applyJsonPatch(document, patch)).toThrow(expect.objectContaining({ reason }));
  });

  it('refuses to double a value without end', () => {
    const patch = Array.from({ length: 40 }, (_, index) => ({ op: 'copy', from: '', path: `/c${index}` }));
    expect(() => applyJsonPatch({ a: 'x'.repeat(1000) }, patch)).toThrow(
      expect.objectContaining({ reason: 'RequestEntityTooLarge' }),
    );
  });

  it('leaves values of the patch alone', () => {
    const patch = [
      { op: 'add', path: '/c', value: { d: 1 } },
      { op: 'add', path: '/c/e', value: 2 },
    ];
    expect(applyJsonPatch({}, patch)).toEqual({ c: { d: 1, e: 2 } });
    expect(patch[0]).toEqual({ op: 'add', path: '/c', value: { d: 1 } });
  });
});

describe('strategicMergePatch', () => {
  const containers = (...list: unknown[]): object => ({ spec: { template: { spec: { containers: list } } } });
  const a = { name: 'a', image: 'a:1' };
  const b = { name: 'b', image: 'b:1' };
  const c = { name: 'c', image: 'c:1' };

  it.each([
    [
      'merges by key',
      containers(a, b),
      containers({ name: 'b', image: 'b:2' }),
      containers(a, { name: 'b', image: 'b:2' }),
    ],
    ['adds at the end', containers(a), containers(c), containers(a, c)],
    ['deletes by key', containers(a, b), containers({ name: 'a', $patch: 'delete' }), containers(b)],
    ['replaces the list', containers(a, b), containers({ $patch: 'replace' }, c), containers(c)],
    [
      'replaces an item',
      containers({ ...a, args: ['x'] }, b),
      containers({ name: 'a', image: 'a:2', args: null }),
      containers({ name: 'a', image: 'a:2' }, b),
    ],
    [
      'orders',
      containers(a, b, c),
      { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }] } } } },
      containers(b, c, a),
    ],
    [
      'orders what it adds',
      containers(a, b),
      {
        spec: {
          template: {
            spec: {
              '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
              containers: [c],
            },
          },
        },
      },
      containers(c, b, a),
    ],
    [
      'unites plain lists',
      { metadata: { finalizers: ['x', 'y'] } },
      { metadata: { finalizers: ['y', 'z'], '$deleteFromPrimitiveList/finalizers': ['x'] } },
      { metadata: { finalizers: ['y', 'z'] } },
    ],
    [
      'removes from plain lists',
      { metadata: { finalizers: ['x', 'y'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['x'] } },
      { metadata: { finalizers: ['y'] } },
    ],
    [
      'replaces lists without strategy',
      containers({ ...a, args: ['x', 'y'] }),
      containers({ name: 'a', args: ['z'] }),
      containers({ ...a, args: ['z'] }),
    ],
    [
      'keeps only retained keys',
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
      { spec: { strategy: { type: 'Recreate' } } },
    ],
    [
      'retains keys in lists',
      { spec: { template: { spec: { volumes: [{ name: 'v', emptyDir: {} }] } } } },
      {
        spec: {
          template: {
            spec: { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/' } }] },
          },
        },
      },
      { spec: { template: { spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } } } },
    ],
    [
      'replaces a map',
      { metadata: { labels: { a: '1', b: '2' } } },
      { metadata: { labels: { $patch: 'replace', c: '3' } } },
      { metadata: { labels: { c: '3' } } },
    ],
    [
      'empties a map',
      { metadata: { labels: { a: '1' } } },
      { metadata: { labels: { $patch: 'delete' } } },
      { metadata: { labels: {} } },
    ],
    [
      'removes by null',
      { spec: { replicas: 2, paused: true } },
      { spec: { paused: null } },
      { spec: { replicas: 2 } },
    ],
    [
      'drops directives in new parts',
      {},
      containers({ name: 'a', $patch: 'merge', env: [{ name: 'x', $patch: 'delete' }] }),
      containers({ name: 'a', env: [] }),
    ],
  ])('%s', (_name, object, patch, expected) => {
    expect(strategicMergePatch(deepFreeze(object), deepFreeze(patch), deployment)).toEqual(expected);
  });

  it('keeps both ports of one number', () => {
    const dns = { containerPort: 53, protocol: 'UDP' };
    const object = containers({ name: 'a', ports: [dns, { containerPort: 53, protocol: 'TCP' }] });
    const patch = containers({ name: 'a', ports: [{ containerPort: 53, name: 'dns' }] });
    expect(strategicMergePatch(object, patch, deployment)).toEqual(
      containers({
        name: 'a',
        ports: [
          { ...dns, name: 'dns' },
          { containerPort: 53, protocol: 'TCP' },
        ],
      }),
    );
  });

  it.each([
    ['no object', []],
    ['an item without key', containers({ image: 'x' })],
    ['an unknown directive', { spec: { $patch: 'jump' } }],
    ['an unknown item directive', containers({ name: 'a', $patch: 'jump' })],
    [
      'an order that leaves out an item',
      { metadata: { finalizers: ['x'], '$setElementOrder/finalizers': [] } },
    ],
    ['keys that are not retained', { spec: { strategy: { $retainKeys: ['type'], rollingUpdate: {} } } }],
  ])('refuses %s', (_name, patch) => {
    expect(() => strategicMergePatch({}, patch, deployment)).toThrow(expect.objectContaining({ code: 400 }));
  });

  it('is plain merge patch where the type says nothing', () => {
    const object = { spec: { free: { a: [1], b: 1 } } };
    const patch = { spec: { free: { a: [2], b: null, c: 3 } } };
    expect(strategicMergePatch(object, patch, widget)).toEqual({ spec: { free: { a: [2], c: 3 } } });
  });
});
