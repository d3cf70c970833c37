import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { builtinType, builtinTypeNames, builtinTypeOf, protobufType } from './index.js';
function struct(name, ...path) {
    let current = builtinType(name);
    for (const step of path) {
        const next = current.fields.get(step).schema();
        current = (next.kind === 'list' ? next.element() : next);
    }
    return current;
}
describe('type graph', () => {
    it('builds and links every type', () => {
        for (const name of builtinTypeNames()) {
            for (const field of builtinType(name).fields.values()) {
                const schema = field.schema();
                const inner = schema.kind === 'list' ? schema.element() : schema;
                expect(inner.kind).toMatch(/scalar|struct|list|map/);
            }
        }
    });
    it('is memoised', () => {
        expect(struct('apps.v1.ReplicaSet', 'spec', 'template')).toBe(builtinType('core.v1.PodTemplateSpec'));
    });
    it('flattens embedded structs', () => {
        expect([...builtinType('core.v1.Volume').fields.keys()]).toEqual(expect.arrayContaining(['name', 'configMap', 'emptyDir']));
        expect(struct('networking.v1.Ingress', 'spec', 'rules').fields.has('http')).toBe(true);
    });
    it('gives apiVersion and kind to kinds only', () => {
        expect(builtinType('core.v1.Pod').fields.has('apiVersion')).toBe(true);
        expect(builtinType('meta.v1.DeleteOptions').fields.has('kind')).toBe(true);
        expect(builtinType('core.v1.PodTemplateSpec').fields.has('kind')).toBe(false);
        expect(builtinType('core.v1.PodSpec').fields.has('kind')).toBe(false);
    });
    it('knows how lists merge', () => {
        const ports = builtinType('core.v1.ServiceSpec').fields.get('ports').schema();
        expect(ports).toMatchObject({
            listType: 'map',
            mapKeys: ['port', 'protocol'],
            patchStrategy: ['merge'],
            patchMergeKey: 'port',
        });
        const volumes = builtinType('core.v1.PodSpec').fields.get('volumes').schema();
        expect(volumes.patchStrategy).toEqual(['merge', 'retainKeys']);
        const extra = builtinType('authentication.v1.UserInfo').fields.get('extra').schema();
        expect(extra.kind === 'map' && extra.value().kind).toBe('list');
    });
    it('knows atomic structs', () => {
        expect(struct('apps.v1.ReplicaSet', 'spec', 'selector').atomic).toBe(true);
        expect(struct('core.v1.PersistentVolume', 'spec', 'claimRef').atomic).toBe(false);
    });
});
describe('builtinTypeOf', () => {
    it.each([
        ['apps/v1', 'ReplicaSet', 'apps.v1.ReplicaSet'],
        ['v1', 'Service', 'core.v1.Service'],
        ['v1', 'ServiceList', 'core.v1.ServiceList'],
        ['extensions/v1beta1', 'Ingress', 'extensions.v1beta1.Ingress'],
        ['rbac.authorization.k8s.io/v1', 'Role', 'rbac.v1.Role'],
        ['policy/v1', 'DeleteOptions', 'meta.v1.DeleteOptions'],
        ['authentication.k8s.io/v1', 'TokenRequest', 'authentication.v1.TokenRequest'],
        ['v1', 'PodSpec', undefined],
        ['v2', 'Pod', undefined],
        ['federation.meridian.dev/v1alpha1', 'Cluster', undefined],
        ['constructor/v1', 'Pod', undefined],
    ])('%s %s -> %s', (apiVersion, kind, expected) => {
        expect(builtinTypeOf(apiVersion, kind)).toBe(expected);
    });
});
describe('protobufType', () => {
    it('numbers fields', () => {
        const secret = protobufType('core.v1.Secret');
        expect(secret.fields.get(2)).toMatchObject({ jsonName: 'data', map: true, value: { kind: 'bytes' } });
        expect(secret.fields.get(5)).toMatchObject({
            jsonName: 'immutable',
            pointer: true,
            value: { kind: 'bool' },
        });
    });
    it.each([
        ['core.v1.Volume', 2, 'core.v1.VolumeSource'],
        ['core.v1.Probe', 1, 'core.v1.ProbeHandler'],
        ['core.v1.PersistentVolumeSpec', 2, 'core.v1.PersistentVolumeSource'],
        ['core.v1.SecretKeySelector', 1, 'core.v1.LocalObjectReference'],
        ['networking.v1.IngressRule', 2, 'networking.v1.IngressRuleValue'],
    ])('%s field %d is the embedded %s', (name, number, inner) => {
        const field = protobufType(name).fields.get(number);
        expect(field.inline).toBe(true);
        expect(field.value.kind === 'message' && field.value.message().name).toBe(inner);
    });
    it('trusts the value, not the published tag', () => {
        const policy = protobufType('meta.v1.DeleteOptions').fields.get(4);
        expect(policy).toMatchObject({ jsonName: 'propagationPolicy', value: { kind: 'string' } });
    });
    it('resolves every message', () => {
        for (const name of builtinTypeNames()) {
            for (const { value } of protobufType(name).fields.values()) {
                expect(value.kind === 'message' ? value.message().name : 'leaf').not.toBe('');
            }
        }
    });
});
//# sourceMappingURL=type-graph.spec.js.map