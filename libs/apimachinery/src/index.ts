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
export { isJsonObject, ownField, setField, type JsonObject } from './json.js';
export { deepEqual } from './deep-equal.js';
export { canonicalJson } from './canonical-json.js';
export { getPath, parsePath, withPath } from './paths.js';
export {
  findCondition,
  formatTime,
  isConditionTrue,
  removeCondition,
  setCondition,
  type Condition,
  type ConditionStatus,
  type NewCondition,
} from './conditions.js';
export { humanAge, humanDuration } from './duration.js';
export {
  duplicateField,
  forbiddenField,
  invalidError,
  invalidField,
  requiredField,
  tooLongField,
  unsupportedField,
  type RefusedObject,
} from './causes.js';
export {
  checkAnnotations,
  checkDns1035Label,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabels,
  checkLabelValue,
  checkName,
  checkPathSegment,
  checkQualifiedName,
  type NameRule,
} from './names.js';
export {
  equalityRequirements,
  formatRequirements,
  labelMatcher,
  parseLabelSelector,
  type LabelEquality,
  type LabelMatcher,
  type LabelOperator,
  type LabelRequirement,
} from './label-selector.js';
export {
  checkLabelSelector,
  formatLabelSelector,
  labelSelectorMatcher,
  type LabelSelector,
  type LabelSelectorRequirement,
} from './label-selector-object.js';
export { matchesFields, parseFieldSelector, type FieldRequirement } from './field-selector.js';
export {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  isQuantity,
  milliQuantity,
  parseQuantity,
  quantityToMilli,
  quantityToNumber,
  quantityToWhole,
  subtractQuantities,
  wholeQuantity,
  type Quantity,
  type QuantityFormat,
} from './quantity.js';
export { mergePatch } from './merge-patch.js';
export { applyJsonPatch } from './json-patch.js';
export { strategicMergePatch } from './strategic-merge-patch.js';
export { EMPTY_SET, isFieldSet, memberPaths, uniteSets, type FieldSet } from './field-set.js';
export { appliedFields } from './structured-fields.js';
export { compareObjects, isUnchanged, type FieldChanges } from './structured-compare.js';
export { mergeApplied, removeFields } from './structured-merge.js';
export {
  applyPatch,
  trackUpdate,
  type ApplyPatch,
  type FieldWrite,
  type TrackUpdate,
} from './server-side-apply.js';
