import {} from '#libs/apimachinery';
/** A definition as a user writes it, for specs. */
export function widgets(version = {}, spec = {}) {
    return {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'widgets.example.com' },
        spec: {
            group: 'example.com',
            scope: 'Namespaced',
            names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
            versions: [
                {
                    name: 'v1',
                    served: true,
                    storage: true,
                    schema: {
                        openAPIV3Schema: { type: 'object', properties: { spec: WIDGET_SPEC, status: WIDGET_STATUS } },
                    },
                    ...version,
                },
            ],
            ...spec,
        },
    };
}
export const WIDGET_SPEC = {
    type: 'object',
    required: ['size'],
    properties: {
        size: { type: 'integer', minimum: 1, maximum: 10 },
        color: { type: 'string', enum: ['red', 'blue'], default: 'red' },
        code: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
        port: { 'x-kubernetes-int-or-string': true },
        labels: { type: 'object', additionalProperties: { type: 'string', minLength: 1 } },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        parts: {
            type: 'array',
            maxItems: 3,
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
            items: {
                type: 'object',
                required: ['name'],
                properties: { name: { type: 'string' }, count: { type: 'integer', default: 1 } },
            },
        },
        choice: {
            type: 'object',
            oneOf: [{ required: ['a'] }, { required: ['b'] }],
            properties: { a: { type: 'string' }, b: { type: 'string' } },
        },
    },
};
export const WIDGET_STATUS = {
    type: 'object',
    properties: {
        replicas: { type: 'integer' },
        conditions: {
            type: 'array',
            items: { type: 'object', properties: { type: { type: 'string' }, status: { type: 'string' } } },
        },
    },
};
//# sourceMappingURL=widgets.fixture.js.map