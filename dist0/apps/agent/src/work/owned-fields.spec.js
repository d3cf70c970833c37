import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { lastRival, ownedDigest } from './owned-fields.js';
function deployment(change = () => undefined) {
    const object = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
            name: 'web',
            labels: { app: 'web', theirs: 'x' },
            managedFields: [
                {
                    manager: 'kube-controller-manager',
                    operation: 'Update',
                    subresource: 'status',
                    time: '2026-11-21T09:00:00Z',
                },
                {
                    manager: 'meridian',
                    operation: 'Apply',
                    time: '2026-11-21T08:00:00Z',
                    fieldsV1: {
                        'f:metadata': { 'f:labels': { 'f:app': {} } },
                        'f:spec': {
                            'f:replicas': {},
                            'f:selector': {},
                            'f:template': {
                                'f:spec': {
                                    'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:name': {}, 'f:image': {} } },
                                    'f:finalizers': { 'v:"a"': {} },
                                },
                            },
                        },
                    },
                },
                { manager: 'kubectl-edit', operation: 'Update', time: '2026-11-21T08:30:00Z' },
            ],
        },
        spec: {
            replicas: 3,
            selector: { matchLabels: { app: 'web' } },
            strategy: { type: 'RollingUpdate' },
            template: {
                spec: {
                    finalizers: ['a', 'b'],
                    containers: [
                        { name: 'sidecar', image: 'theirs' },
                        { name: 'c', image: 'nginx', imagePullPolicy: 'Always' },
                    ],
                },
            },
        },
        status: { replicas: 1 },
    };
    change(object);
    return object;
}
describe('ownedDigest', () => {
    const before = ownedDigest(deployment());
    it.each([
        ['status', (o) => (o.status.replicas = 2)],
        ['a field that the server defaulted', (o) => (o.spec.strategy.type = 'Recreate')],
        ["another manager's label", (o) => (o.metadata.labels['theirs'] = 'y')],
        ["another manager's list element", (o) => (o.spec.template.spec.containers[0]['image'] = 'z')],
        ['the order of list elements', (o) => o.spec.template.spec.containers.reverse()],
        [
            'a field beside ours in our element',
            (o) => (o.spec.template.spec.containers[1]['imagePullPolicy'] = 'Never'),
        ],
        ["another manager's set element", (o) => o.spec.template.spec.finalizers.pop()],
        ['the time of our entry', (o) => (o.metadata.managedFields[1]['time'] = 'later')],
    ])('does not see a change of %s', (_name, change) => {
        expect(ownedDigest(deployment(change))).toBe(before);
    });
    it.each([
        ['a scalar', (o) => (o.spec.replicas = 4)],
        ['a label', (o) => (o.metadata.labels['app'] = 'other')],
        ['an atomic map', (o) => (o.spec.selector.matchLabels['more'] = 'x')],
        ['a field of a list element', (o) => (o.spec.template.spec.containers[1]['image'] = 'httpd')],
        ['a list element that is gone', (o) => o.spec.template.spec.containers.pop()],
        ['a set element that is gone', (o) => o.spec.template.spec.finalizers.shift()],
        [
            'who owns a field, its value being the same',
            (o) => (o.metadata.managedFields[1]['fieldsV1'] = { 'f:spec': { 'f:replicas': {} } }),
        ],
        ['our entry that is gone', (o) => o.metadata.managedFields.splice(1, 1)],
    ])('sees a change of %s', (_name, change) => {
        expect(ownedDigest(deployment(change))).not.toBe(before);
    });
    it('is empty for an object on which we own nothing', () => {
        expect(ownedDigest({ apiVersion: 'v1', kind: 'ConfigMap', metadata: {} })).toBe('');
    });
});
describe('lastRival', () => {
    it('names who wrote last, status writers and ourselves apart', () => {
        expect(lastRival(deployment())).toBe('kubectl-edit');
        expect(lastRival({ apiVersion: 'v1', kind: 'ConfigMap', metadata: {} })).toBe('someone unknown');
    });
});
//# sourceMappingURL=owned-fields.spec.js.map