export {
  formatApiVersion,
  formatGroupResource,
  formatObjectKey,
  parseApiVersion,
  parseGroupResource,
  parseObjectKey,
  type GroupResource,
  type GroupVersion,
  type GroupVersionKind,
  type KubeObject,
  type ManagedFieldsEntry,
  type ObjectKey,
  type ObjectMeta,
  type OwnerReference,
} from './object.js';
export {
  isReason,
  isRetryable,
  StatusError,
  type Status,
  type StatusCause,
  type StatusDetails,
  type StatusReason,
} from './status-error.js';
export {
  type FieldSchema,
  type ListSchema,
  type MapSchema,
  type ScalarSchema,
  type ScalarType,
  type SchemaRef,
  type StructSchema,
  type TypeSchema,
} from './type-schema.js';
export {
  type ResourceDefinition,
  type ScalePaths,
  type ServedVersion,
  type Subresources,
  type TableColumn,
  type Verb,
} from './resource-definition.js';
export {
  type DeleteOptions,
  type ListOptions,
  type ObjectClient,
  type ObjectList,
  type WatchEvent,
} from './object-client.js';
