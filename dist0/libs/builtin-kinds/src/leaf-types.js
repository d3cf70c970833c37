import {} from '#libs/apimachinery';
/** Types that are one JSON value, by their name in the facts. */
const LEAVES = {
    string: 'string',
    'types.UID': 'string',
    int32: 'int32',
    int64: 'integer',
    bool: 'boolean',
    bytes: 'bytes',
    float64: 'number',
    'resource.Quantity': 'quantity',
    'intstr.IntOrString': 'int-or-string',
    'runtime.RawExtension': 'any',
    'meta.v1.Time': 'time',
    'meta.v1.MicroTime': 'micro-time',
    'meta.v1.FieldsV1': 'fields-v1',
    'meta.v1.Duration': 'string',
};
/** The scalar type of a leaf; undefined for structs. */
export function leafType(name) {
    return Object.hasOwn(LEAVES, name) ? LEAVES[name] : undefined;
}
//# sourceMappingURL=leaf-types.js.map