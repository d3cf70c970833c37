import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { type EncodedBody } from './codec.js';
import { ownChanges, type OwnWrite } from './own-changes.js';

const key = { group: '', resource: 'configmaps', namespace: 'a', name: 'x' };
const expected = { resourceVersion: '6', uid: 'u' };
const object = (text: string, resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', namespace: 'a', resourceVersion },
  data: { text },
});
const body = (encoding: string): EncodedBody => ({
  encoding,
  keyId: encoding.startsWith('sealed') ? 'k' : '',
  body: Buffer.alloc(10),
});
const before = { object: object('old', '6'), bytes: 5, small: true };
const stored = object('new', '7');

const create: OwnWrite = {
  write: { type: 'create', key, object: stored },
  encoded: body('json'),
  stored,
  rv: '7',
  previous: undefined,
};
const update: OwnWrite = {
  ...create,
  write: { type: 'update', key, object: stored, expected },
  previous: before,
};
const remove: OwnWrite = { ...update, write: { type: 'delete', key, object: stored, expected } };

describe('ownChanges', () => {
  it.each([
    ['ADDED', create, 10, undefined],
    ['MODIFIED', update, 15, before.object],
    ['DELETED', remove, 15, before.object],
  ])('says %s as the log does', (type, own, bytes, previous) => {
    expect(ownChanges([own])).toEqual([
      {
        rv: 7,
        resource: 'configmaps',
        namespace: 'a',
        bytes,
        item: { type, resourceVersion: '7', object: stored, ...(previous ? { previous } : {}) },
      },
    ]);
  });

  it.each([
    ['a sealed body', { ...create, encoded: body('sealed') }],
    ['a compressed body', { ...create, encoded: body('gzip') }],
    ['an update of what is not at hand', { ...update, previous: undefined }],
    ['a delete of what is not at hand', { ...remove, previous: undefined }],
    ['an update of what was compressed', { ...update, previous: { ...before, small: false } }],
  ])('leaves a batch with %s to the log', (_what, own) => {
    expect(ownChanges([create, own])).toBeUndefined();
  });
});
