import {} from '#libs/apimachinery';
import { describeField, describeType } from '../descriptions.js';
import { builtinType, scalar } from '../type-graph.js';
/** The schema of a CustomResourceDefinition (apiextensions.k8s.io/v1), which the facts of the built-in API leave out. */
const TEXT = scalar('string');
const INTEGER = scalar('integer');
const NUMBER = scalar('number');
const BOOLEAN = scalar('boolean');
const ANY = scalar('any');
const TIME = scalar('time');
function struct(fields) {
    const schema = structOf(fields);
    return () => schema;
}
/** Named ones are published under their name, and explained in descriptions.ts. */
function structOf(fields, type) {
    const entries = Object.entries(fields).map(([name, schema]) => {
        const description = type === undefined ? undefined : describeField(type, name);
        return [name, { schema, ...(description === undefined ? {} : { description }) }];
    });
    const description = type === undefined ? undefined : describeType(type);
    return {
        kind: 'struct',
        ...(type === undefined ? {} : { name: type }),
        ...(description === undefined ? {} : { description }),
        fields: new Map(entries),
        atomic: false,
    };
}
function list(element) {
    return () => ({ kind: 'list', element, listType: 'atomic', mapKeys: [] });
}
const TEXTS = list(TEXT);
/** JSONSchemaProps: it contains itself. */
const jsonSchema = () => jsonSchemaProps;
const jsonSchemas = list(jsonSchema);
const namedSchemas = () => ({ kind: 'map', value: jsonSchema, atomic: false });
const jsonSchemaProps = structOf({
    $ref: TEXT,
    $schema: TEXT,
    additionalItems: ANY,
    // A schema, or whether there may be any.
    additionalProperties: ANY,
    allOf: jsonSchemas,
    anyOf: jsonSchemas,
    default: ANY,
    definitions: namedSchemas,
    dependencies: ANY,
    description: TEXT,
    enum: list(ANY),
    example: ANY,
    exclusiveMaximum: BOOLEAN,
    exclusiveMinimum: BOOLEAN,
    externalDocs: struct({ description: TEXT, url: TEXT }),
    format: TEXT,
    id: TEXT,
    items: jsonSchema,
    maxItems: INTEGER,
    maxLength: INTEGER,
    maxProperties: INTEGER,
    maximum: NUMBER,
    minItems: INTEGER,
    minLength: INTEGER,
    minProperties: INTEGER,
    minimum: NUMBER,
    multipleOf: NUMBER,
    not: jsonSchema,
    nullable: BOOLEAN,
    oneOf: jsonSchemas,
    pattern: TEXT,
    patternProperties: namedSchemas,
    properties: namedSchemas,
    required: TEXTS,
    title: TEXT,
    type: TEXT,
    uniqueItems: BOOLEAN,
    'x-kubernetes-embedded-resource': BOOLEAN,
    'x-kubernetes-int-or-string': BOOLEAN,
    'x-kubernetes-list-map-keys': TEXTS,
    'x-kubernetes-list-type': TEXT,
    'x-kubernetes-map-type': TEXT,
    'x-kubernetes-preserve-unknown-fields': BOOLEAN,
    'x-kubernetes-validations': list(struct({
        rule: TEXT,
        message: TEXT,
        messageExpression: TEXT,
        reason: TEXT,
        fieldPath: TEXT,
        optionalOldSelf: BOOLEAN,
    })),
}, 'apiextensions.v1.JSONSchemaProps');
const names = struct({
    plural: TEXT,
    singular: TEXT,
    shortNames: TEXTS,
    kind: TEXT,
    listKind: TEXT,
    categories: TEXTS,
});
const version = struct({
    name: TEXT,
    served: BOOLEAN,
    storage: BOOLEAN,
    deprecated: BOOLEAN,
    deprecationWarning: TEXT,
    schema: struct({ openAPIV3Schema: jsonSchema }),
    subresources: struct({
        status: struct({}),
        scale: struct({ specReplicasPath: TEXT, statusReplicasPath: TEXT, labelSelectorPath: TEXT }),
    }),
    additionalPrinterColumns: list(struct({
        name: TEXT,
        type: TEXT,
        format: TEXT,
        description: TEXT,
        priority: INTEGER,
        jsonPath: TEXT,
    })),
    selectableFields: list(struct({ jsonPath: TEXT })),
});
const conversion = struct({
    strategy: TEXT,
    webhook: struct({
        clientConfig: struct({
            url: TEXT,
            service: struct({ namespace: TEXT, name: TEXT, path: TEXT, port: INTEGER }),
            caBundle: scalar('bytes'),
        }),
        conversionReviewVersions: TEXTS,
    }),
});
const conditions = () => ({
    kind: 'list',
    listType: 'map',
    mapKeys: ['type'],
    element: struct({
        type: TEXT,
        status: TEXT,
        lastTransitionTime: TIME,
        reason: TEXT,
        message: TEXT,
        observedGeneration: INTEGER,
    }),
});
export const definitionSchema = structOf({
    apiVersion: TEXT,
    kind: TEXT,
    metadata: () => builtinType('meta.v1.ObjectMeta'),
    spec: struct({
        group: TEXT,
        names,
        scope: TEXT,
        versions: list(version),
        conversion,
        preserveUnknownFields: BOOLEAN,
    }),
    status: struct({ conditions, acceptedNames: names, storedVersions: TEXTS }),
}, 'apiextensions.v1.CustomResourceDefinition');
//# sourceMappingURL=definition-schema.js.map