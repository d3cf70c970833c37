import { describe, expect, it } from '@jest/globals';
import { NO_BODY, packBody, unpackBody } from './body.js';
import { decodeReport, decodeWork, encodeReport, encodeWork, UnreadableMessageError } from './codec.js';
import { MAX_NODE_BUCKETS } from './limits.js';
import { canonicalJson, manifestHash } from './manifest.js';
import { type HeartbeatReport, type ObjectReport, type WorkMessage } from './messages.js';
import { createSealingKeys } from './sealing.js';
import { reportSubject, subjectHash, workSubject } from './subjects.js';

const object = { apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 'token' };
const work: WorkMessage = {
  v: 1,
  hubUid: 'hub',
  epoch: 1,
  generation: 7,
  cluster: 'a.b',
  action: 'apply',
  object,
  uid: 'uid',
  manifestHash: '',
  ...NO_BODY,
  adopt: false,
};
const report: ObjectReport = {
  v: 1,
  type: 'object',
  cluster: 'a.b',
  hubUid: 'hub',
  epoch: 1,
  generation: 7,
  object,
  uid: 'uid',
  instance: 'i',
  sequence: 3,
  state: 'Applied',
  status: { replicas: 1, nested: [{ any: null }] },
  workload: { ready: 1, unschedulable: 0 },
  at: 1,
};
const heartbeat: HeartbeatReport = {
  v: 1,
  type: 'heartbeat',
  cluster: 'a.b',
  hubUid: 'hub',
  instance: 'i',
  sequence: 4,
  agentVersion: '0.1.0',
  apiReady: true,
  kubernetesVersion: 'v1.33.1',
  region: 'us',
  zones: ['us-a'],
  nodes: { total: 3, ready: 2 },
  allocatable: { cpu: '12' },
  requested: { cpu: '1500m' },
  generation: 7,
  objects: 1,
  at: 1,
};
const workOn = workSubject('a.b', subjectHash(object));
const reportOn = reportSubject('a.b', subjectHash(object));

describe('messages', () => {
  it('come back as they went', () => {
    expect(decodeWork(encodeWork(work), workOn)).toEqual(work);
    expect(decodeReport(encodeReport(report), reportOn)).toEqual(report);
    expect(decodeReport(encodeReport(heartbeat), reportSubject('a.b', 'heartbeat'))).toEqual(heartbeat);
  });

  it.each<[string, unknown, string, RegExp]>([
    ['another version', { ...work, v: 2 }, workOn, /fields that do not fit: v/],
    ['a missing field', { ...work, object: { ...object, name: undefined } }, workOn, /object\.name/],
    ['a wrong type', { ...work, generation: '7' }, workOn, /generation/],
    ['another cluster than its subject', { ...work, cluster: 'c' }, workOn, /does not belong/],
    [
      'another object than its subject',
      { ...work, object: { ...object, name: 'x' } },
      workOn,
      /does not belong/,
    ],
    ['a report on a work subject', work, reportOn, /does not belong/],
    ['no object', [], workOn, /do not fit/],
  ])('are unreadable with %s', (_name, message, subject, expected) => {
    expect(() => decodeWork(Buffer.from(JSON.stringify(message)), subject)).toThrow(UnreadableMessageError);
    expect(() => decodeWork(Buffer.from(JSON.stringify(message)), subject)).toThrow(expected);
  });

  it('tell what is free on nodes within bounds, or nothing of it, as older agents do', () => {
    const on = reportSubject('a.b', 'heartbeat');
    const bucket = { nodes: 2, milliCpu: 1_500, memory: 8e9, pods: 100 };
    const free = (count: number): HeartbeatReport => ({
      ...heartbeat,
      free: { agoMs: 4_000, buckets: Array.from({ length: count }, () => bucket) },
    });
    expect(decodeReport(encodeReport(free(MAX_NODE_BUCKETS)), on)).toEqual(free(MAX_NODE_BUCKETS));
    expect(() => decodeReport(encodeReport(free(MAX_NODE_BUCKETS + 1)), on)).toThrow(/free\.buckets/);
    const bad = { ...heartbeat, free: { agoMs: 0, buckets: [{ ...bucket, pods: -1 }] } };
    expect(() => decodeReport(encodeReport(bad), on)).toThrow(/free\.buckets\.0\.pods/);
  });

  it('are refused when a cluster speaks for another', () => {
    expect(() => decodeReport(encodeReport(heartbeat), reportSubject('a', 'heartbeat'))).toThrow(
      /does not belong/,
    );
    expect(() => decodeReport(encodeReport(report), reportSubject('a.b', 'heartbeat'))).toThrow(
      /does not belong/,
    );
  });

  it.each<[string, object]>([
    ['NUL in a name', { object: { ...object, name: 'x\0' } }],
    ['NUL in its instance', { instance: '\0' }],
    ['an endless instance', { instance: 'i'.repeat(513) }],
  ])('are refused with %s, which no database could keep', (_name, change) => {
    const bad = { ...report, ...change };
    const subject = reportSubject('a.b', subjectHash(bad.object));
    expect(() => decodeReport(encodeReport(bad), subject)).toThrow(/fields that do not fit/);
  });

  it.each([
    ['no JSON', Buffer.from('{"v":1')],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['the confirmation of a broker', Buffer.from('{"stream":"REPORT","seq":12}')],
    ['too much', Buffer.alloc(5 * 1024 * 1024, 32)],
  ])('are unreadable when they are %s, and the error holds none of it', (_name, payload) => {
    expect(() => decodeReport(payload, reportOn)).toThrow(UnreadableMessageError);
    expect(() => decodeReport(payload, reportOn)).not.toThrow(/REPORT|12/);
  });
});

describe('bodies', () => {
  const keys = createSealingKeys();
  const other = createSealingKeys();
  const keyOf = (id: string) => [keys, other].find((pair) => pair.keyId === id);
  const message = (text: string, sealFor?: typeof keys): WorkMessage => ({
    ...work,
    manifestHash: manifestHash(text),
    ...packBody(text, work, sealFor),
  });

  it.each<[string, string, typeof keys | undefined, string]>([
    ['a small manifest', canonicalJson({ b: 1, a: 'ü' }), undefined, 'json'],
    ['a large manifest', canonicalJson({ data: 'x'.repeat(100_000) }), undefined, 'gzip'],
    ['a Secret', canonicalJson({ data: { token: 'c2VjcmV0' } }), keys, 'sealed'],
  ])('carry %s', (_name, text, sealFor, encoding) => {
    const packed = message(text, sealFor);
    expect(packed.encoding).toBe(encoding);
    expect(unpackBody(packed, keyOf)).toBe(text);
    expect(packed.body.length).toBeLessThan(text.length + 200);
  });

  it('show nothing of a sealed manifest', () => {
    expect(JSON.stringify(message('{"data":"hunter2"}', keys))).not.toContain('hunter2');
  });

  it.each<[string, Partial<WorkMessage>]>([
    ['another cluster', { cluster: 'c' }],
    ['another generation', { generation: 8 }],
    ['another object', { object: { ...object, namespace: 'kube-system' } }],
    ['another hub', { hubUid: 'other' }],
    ['a key that is not ours', { keyId: 'ffff' }],
    ['the wrong one of our keys', { keyId: other.keyId }],
    ['a body that was changed', { body: Buffer.alloc(80, 1).toString('base64') }],
  ])('do not open with %s', (_name, change) => {
    const moved = { ...message('{}', keys), ...change };
    expect(() => unpackBody(moved, keyOf)).toThrow(UnreadableMessageError);
  });

  it('are refused when they are not what their hash says, or a packed bomb', () => {
    expect(() => unpackBody({ ...message('{}'), body: '{"a":1}' }, keyOf)).toThrow(/hash/);
    const bomb = message(' '.repeat(4 * 1024 * 1024));
    expect(bomb.body.length).toBeLessThan(50_000);
    expect(() => unpackBody(bomb, keyOf)).toThrow(/too large/);
  });
});

describe('canonicalJson', () => {
  it('sorts keys at every depth and leaves out what is undefined', () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined, a: null }, undefined], a: 'x' })).toBe(
      '{"a":"x","b":[{"a":null,"d":1},null]}',
    );
  });
});
