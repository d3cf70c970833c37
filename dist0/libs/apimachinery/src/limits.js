/** Bounds on what a client may ask one patch to do. */
/** Operations in one JSON patch, as kube-apiserver has it. */
export const MAX_JSON_PATCH_OPERATIONS = 10_000;
/** Characters that the `copy` operations of one JSON patch may duplicate together: keeps a short patch from growing without end. */
export const MAX_JSON_PATCH_COPIED = 3 * 1024 * 1024;
/** Update entries in metadata.managedFields; the oldest are folded into one beyond that, as kube-apiserver does. */
export const MAX_UPDATE_MANAGERS = 10;
//# sourceMappingURL=limits.js.map