/**
 * The largest federated object, as stored JSON, in bytes. A work message must fit the broker's 4 MiB payload with sealing
 * and base64 on top; Kubernetes' own clients and etcd stop at about 1.5 MiB.
 */
export const MAX_FEDERATED_OBJECT_BYTES = 1_048_576;
//# sourceMappingURL=limits.js.map