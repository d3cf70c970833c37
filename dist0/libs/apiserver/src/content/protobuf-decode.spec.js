import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isReason } from '#libs/apimachinery';
import { protobufType } from '#libs/builtin-kinds';
import { decodeProtobuf } from './protobuf-decode.js';
import { encodeProtobuf, envelope } from './protobuf-encode.fixture.js';
import { formatGoDuration } from './protobuf-leaves.js';
import { bytesField, varintField } from './wire-writer.js';
/** What kubectl 1.32 sent (the heads are in the recordings; the rest follows from the lengths and the arguments). */
const RECORDED = {
    sa: '6b3873000a140a027631120e536572766963654163636f756e7412190a170a0373613112001a0464656d6f22002a00320038004200 1a002200',
    cm: '6b3873000a0f0a0276311209436f6e6669674d617012210a170a03636d7812001a0464656d6f22002a00320038004200 12060a0161120162 1a002200',
    secret: '6b3873000a0c0a027631120653656372657412230a170a0373656312001a0464656d6f22002a00320038004200 12060a016b1201761a00 1a002200',
    quota: '6b3873000a130a027631120d5265736f7572636551756f746112290a160a02713112001a0464656d6f22002a00320038004200 120d0a0b0a04706f647312030a01311a00 1a002200',
};
const SIZES = { sa: 57, cm: 60, secret: 59, quota: 72 };
function bytesOf(name) {
    return Buffer.from(RECORDED[name].replaceAll(' ', ''), 'hex');
}
function refusal(bytes) {
    try {
        return JSON.stringify(decodeProtobuf(bytes));
    }
    catch (error) {
        return isReason(error, 'BadRequest') ? 'BadRequest' : `crash: ${String(error)}`;
    }
}
const meta = (name) => ({ name, namespace: 'demo' });
describe('recorded bodies', () => {
    it.each([
        ['sa', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('sa1') }],
        ['cm', { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('cmx'), data: { a: 'b' } }],
        ['secret', { apiVersion: 'v1', kind: 'Secret', metadata: meta('sec'), data: { k: 'dg==' } }],
        [
            'quota',
            {
                apiVersion: 'v1',
                kind: 'ResourceQuota',
                metadata: meta('q1'),
                spec: { hard: { pods: '1' } },
                status: {},
            },
        ],
    ])('%s', (name, object) => {
        const bytes = bytesOf(name);
        expect(bytes).toHaveLength(SIZES[name]);
        expect(decodeProtobuf(bytes)).toEqual({ apiVersion: 'v1', kind: object.kind, object });
    });
});
/** A Deployment that has every special form. */
const DEPLOYMENT = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
        name: 'web',
        creationTimestamp: '2026-11-21T04:20:42Z',
        labels: { app: 'web', '': 'x' },
        managedFields: [
            { manager: 'm', operation: 'Update', time: '1969-12-31T23:59:59Z', fieldsV1: { 'f:spec': {} } },
        ],
    },
    spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'web' } },
        template: {
            metadata: {},
            spec: {
                containers: [
                    {
                        name: 'c',
                        image: 'nginx:1.25',
                        ports: [{ containerPort: 80 }],
                        resources: { limits: { cpu: '500m' } },
                        livenessProbe: { httpGet: { path: '/x', port: 'http' }, periodSeconds: 3 },
                        env: [{ name: 'E', valueFrom: { configMapKeyRef: { name: 'cm', key: 'k', optional: false } } }],
                    },
                ],
                volumes: [{ name: 'v', configMap: { name: 'cm' } }],
                securityContext: { supplementalGroups: [1, -2, 5_000_000_000] },
            },
        },
        strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    },
    status: {},
};
describe('decodeProtobuf', () => {
    it('reads every special form', () => {
        expect(decodeProtobuf(encodeProtobuf(DEPLOYMENT)).object).toEqual(DEPLOYMENT);
    });
    it('reads extra values, micro times and nested objects', () => {
        const review = {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SubjectAccessReview',
            spec: { user: 'u', extra: { scopes: ['a', ''], none: [] } },
        };
        expect(decodeProtobuf(encodeProtobuf(review)).object).toEqual(review);
        const lease = {
            apiVersion: 'coordination.k8s.io/v1',
            kind: 'Lease',
            spec: { renewTime: '2026-11-21T04:20:42.000123Z', leaseTransitions: 0 },
        };
        expect(decodeProtobuf(encodeProtobuf(lease)).object).toEqual(lease);
        const data = { apiVersion: 'v1', kind: 'ConfigMap', data: { x: '1' } };
        const revision = { apiVersion: 'apps/v1', kind: 'ControllerRevision', revision: 0 };
        const raw = bytesField(1, encodeProtobuf(data));
        const bytes = Buffer.concat([bytesField(2, raw), varintField(3, 0)]);
        const named = Buffer.concat([bytesField(1, 'apps/v1'), bytesField(2, 'ControllerRevision')]);
        expect(decodeProtobuf(envelope(Buffer.concat([bytesField(1, named), bytesField(2, bytes)]))).object).toEqual({
            ...revision,
            data,
        });
    });
    it('reads packed numbers, skips unknown fields and merges a message that comes twice', () => {
        const security = bytesField(14, Buffer.concat([bytesField(4, Buffer.from([1, 0x96, 1])), varintField(4, 7)]));
        const spec = Buffer.concat([
            security,
            varintField(99, 1),
            bytesField(98, 'x'),
            bytesField(14, varintField(2, 5)),
        ]);
        const pod = Buffer.concat([bytesField(1, bytesField(1, 'p')), bytesField(2, spec)]);
        const typeMeta = Buffer.concat([bytesField(1, 'v1'), bytesField(2, 'Pod')]);
        expect(decodeProtobuf(envelope(Buffer.concat([bytesField(1, typeMeta), bytesField(2, pod)]))).object['spec']).toEqual({
            securityContext: { supplementalGroups: [1, 150, 7], runAsUser: 5 },
        });
    });
    it('takes the type from the endpoint where the envelope names none', () => {
        const bytes = envelope(bytesField(2, bytesField(4, 'Background')));
        const decoded = decodeProtobuf(bytes, { apiVersion: 'v1', kind: 'DeleteOptions' });
        expect(decoded.object).toEqual({
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            propagationPolicy: 'Background',
        });
    });
    it('cannot be made to change a prototype', () => {
        const object = decodeProtobuf(encodeProtobuf({
            apiVersion: 'v1',
            kind: 'ConfigMap',
            data: JSON.parse('{"__proto__":"x"}'),
        })).object;
        expect(JSON.stringify(object['data'])).toBe('{"__proto__":"x"}');
    });
    it.each([
        ['nothing', Buffer.alloc(0)],
        ['JSON', Buffer.from('{"kind":"Pod"}')],
        ['a custom kind', envelope(bytesField(1, Buffer.concat([bytesField(1, 'a.io/v1'), bytesField(2, 'A')])))],
        ['a group (wire type 3)', envelope(Buffer.from([0x0b]))],
        ['a field without a number', envelope(Buffer.from([0x02, 0x00]))],
        ['a length over the end', envelope(Buffer.from([0x0a, 0x7f, 0x00]))],
        ['an endless number', envelope(Buffer.from([0x08, ...new Array(12).fill(0xff)]))],
        [
            'a number for text',
            envelope(Buffer.concat([
                bytesField(1, Buffer.concat([bytesField(1, 'v1'), bytesField(2, 'Pod')])),
                bytesField(2, varintField(1, 5)),
            ])),
        ],
    ])('refuses %s', (_name, bytes) => {
        expect(refusal(bytes)).toBe('BadRequest');
    });
    it('refuses what nests too deeply', () => {
        let raw = encodeProtobuf({ apiVersion: 'v1', kind: 'ConfigMap' });
        const typeMeta = Buffer.concat([bytesField(1, 'apps/v1'), bytesField(2, 'ControllerRevision')]);
        for (let i = 0; i < 500; i++)
            raw = envelope(Buffer.concat([bytesField(1, typeMeta), bytesField(2, bytesField(2, bytesField(1, raw)))]));
        expect(refusal(raw)).toBe('BadRequest');
    });
    it('never crashes on bytes that were tampered with', () => {
        const good = encodeProtobuf(DEPLOYMENT);
        fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), fc.nat(good.length), (edits, length) => {
            const bytes = Buffer.from(good);
            for (const [at, byte] of edits)
                bytes[at] = byte;
            expect(refusal(bytes)).not.toMatch(/^crash/);
            expect(refusal(bytes.subarray(0, length))).not.toMatch(/^crash/);
        }));
    });
});
describe('round trips', () => {
    it.each([
        ['apps/v1', 'Deployment'],
        ['v1', 'Pod'],
        ['v1', 'Service'],
        ['v1', 'Event'],
        ['batch/v1', 'CronJob'],
        ['networking.k8s.io/v1', 'Ingress'],
        ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
        ['autoscaling/v2', 'HorizontalPodAutoscaler'],
        ['v1', 'PersistentVolume'],
    ])('%s %s', (apiVersion, kind) => {
        const [version = '', group = 'core'] = apiVersion.split('/').reverse();
        const type = protobufType(`${group.split('.')[0] ?? ''}.${version}.${kind}`);
        fc.assert(fc.property(messageOf(type, 4), (fields) => {
            const object = { apiVersion, kind, ...fields };
            expect(decodeProtobuf(encodeProtobuf(object)).object).toEqual(object);
        }), { numRuns: 25 });
    });
});
const messages = new Map();
/** Any value of a message in the form that decoding gives. */
function messageOf(type, depth) {
    const key = `${type.name} ${depth}`;
    const known = messages.get(key) ?? buildMessage(type, depth);
    messages.set(key, known);
    return known;
}
function buildMessage(type, depth) {
    const own = {};
    const required = [];
    const inlined = [];
    for (const field of type.fields.values()) {
        if (field.inline && field.value.kind === 'message')
            inlined.push(messageOf(field.value.message(), depth));
        else if (depth > 0 || field.value.kind !== 'message')
            own[field.jsonName] = fieldOf(field, depth);
        // The encoder writes these zeros, as Go does, and they are kept.
        if (isKeptZero(field))
            required.push(field.jsonName);
    }
    return fc
        .tuple(fc.record(own, { requiredKeys: required }), ...inlined)
        .map((parts) => Object.assign({}, ...parts));
}
function isKeptZero(field) {
    const scalar = ['varint', 'bool', 'string'].includes(field.value.kind);
    return scalar && !field.pointer && !field.omitEmpty && !field.list && !field.map;
}
function fieldOf(field, depth) {
    const dropsZero = !field.pointer && field.omitEmpty && !field.list && !field.map;
    const one = valueOf(field, depth).filter((value) => !(dropsZero && ['', 0, false].includes(value)));
    const list = fc.array(one, { minLength: 1, maxLength: 2 });
    if (field.map)
        return fc.dictionary(fc.string({ maxLength: 3 }), field.list ? list : one, {
            minKeys: 1,
            maxKeys: 2,
            noNullPrototype: true,
        });
    return field.list ? list : one;
}
function valueOf(field, depth) {
    if (field.value.kind === 'message')
        return messageOf(field.value.message(), depth - 1);
    return LEAVES[field.value.kind];
}
const JSON_OBJECT = fc.dictionary(fc.string(), fc.integer(), { noNullPrototype: true });
const rfc3339 = (seconds, fraction = '') => new Date(seconds * 1000).toISOString().replace('.000Z', `${fraction}Z`);
const LEAVES = {
    varint: fc.maxSafeInteger(),
    double: fc.double({ noNaN: true, noDefaultInfinity: true }),
    bool: fc.boolean(),
    string: fc.string({ unit: 'binary', maxLength: 5 }),
    bytes: fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    quantity: fc.constantFrom('1', '500m', '0'),
    'int-or-string': fc.oneof(fc.integer(), fc.string()),
    time: fc.integer({ min: -1e9, max: 1e10 }).map((seconds) => rfc3339(seconds)),
    'micro-time': fc.nat(1e9).map((seconds) => rfc3339(seconds, '.000123')),
    'fields-v1': JSON_OBJECT,
    'raw-extension': JSON_OBJECT,
    duration: fc.constant('0s'),
};
it.each([
    [0, '0s'],
    [1500, '1.5µs'],
    [2e6, '2ms'],
    [-5e9, '-5s'],
    [60e9, '1m0s'],
    [3_605_500_000_000, '1h0m5.5s'],
])('%d ns is %s', (nanoseconds, expected) => {
    expect(formatGoDuration(nanoseconds)).toBe(expected);
});
//# sourceMappingURL=protobuf-decode.spec.js.map