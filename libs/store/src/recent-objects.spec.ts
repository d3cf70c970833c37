import { describe, expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { createCodec } from './codec.js';
import { encodeObject, type ObjectRow } from './object-rows.js';
import { RecentObjects } from './recent-objects.js';

const key = { id: 'k1', key: Buffer.alloc(32, 1) };
const codec = createCodec({ current: () => key, byId: () => key });

const object = (name: string, text: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'a' },
  data: { text },
});

function rowOf(resource: string, rv: string, stored: KubeObject): ObjectRow {
  const { name = '', namespace = '' } = stored.metadata;
  const { encoding, keyId, body } = encodeObject(codec, { group: '', resource, namespace, name }, stored);
  return { resource, namespace, name, rv, encoding, key_id: keyId, body };
}

/** A body that cannot be opened: whoever answers did not look at it. */
const closed = (row: ObjectRow): ObjectRow => ({ ...row, body: Buffer.from('{') });

describe('recent objects', () => {
  const limits = { recentObjects: 2, recentObjectBytes: 10_000 };

  it('opens one version once, and another one anew', () => {
    const recent = new RecentObjects(codec, limits);
    const row = rowOf('configmaps', '5', object('x', 'old'));
    const opened = recent.open(row);
    expect(opened).toMatchObject({ metadata: { resourceVersion: '5' }, data: { text: 'old' } });
    expect(recent.open(closed(row))).toBe(opened);
    expect(recent.open(rowOf('configmaps', '6', object('x', 'new')))['data']).toEqual({ text: 'new' });
  });

  it('knows what was just written, and is not set back by a reader of old versions', () => {
    const recent = new RecentObjects(codec, limits);
    const written = { ...object('x', 'new'), metadata: { name: 'x', namespace: 'a', resourceVersion: '10' } };
    const place = { group: '', resource: 'configmaps', namespace: 'a', name: 'x' };
    recent.wrote(place, written, encodeObject(codec, place, written));
    expect(recent.open(rowOf('configmaps', '9', object('x', 'old')))['data']).toEqual({ text: 'old' });
    expect(recent.open(closed(rowOf('configmaps', '10', written)))).toBe(written);
  });

  it('does not take one object for another', () => {
    const recent = new RecentObjects(codec, limits);
    recent.open(rowOf('configmaps', '5', object('x', 'map')));
    expect(recent.open(rowOf('endpoints', '5', object('x', 'other')))['data']).toEqual({ text: 'other' });
  });

  it('keeps nothing that is sealed or large, and only so much', () => {
    const recent = new RecentObjects(codec, limits);
    for (const row of [
      rowOf('secrets', '1', object('s', 'x')),
      rowOf('configmaps', '2', object('l', 'x'.repeat(20_000))),
    ]) {
      const { name } = row;
      expect(recent.open(row).metadata.name).toBe(name);
      expect(() => recent.open(closed(row))).toThrow();
    }
    const rows = ['a', 'b', 'c'].map((name, index) =>
      rowOf('configmaps', String(index + 3), object(name, 'x')),
    );
    rows.forEach((row) => recent.open(row));
    const [first, , last] = rows as [ObjectRow, ObjectRow, ObjectRow];
    expect(() => recent.open(closed(first))).toThrow();
    expect(recent.open(closed(last)).metadata.name).toBe('c');
    const narrow = new RecentObjects(codec, { recentObjects: 2, recentObjectBytes: 10 });
    narrow.open(first);
    expect(() => narrow.open(closed(first))).toThrow();
  });
});
