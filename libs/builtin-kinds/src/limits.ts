/** The data of one Secret or ConfigMap (core/v1, MaxSecretSize). */
export const MAX_DATA_BYTES = 1024 * 1024;
/** Fields of an Event (events.k8s.io/v1). */
export const MAX_EVENT_NAME = 128;
export const MAX_EVENT_NOTE = 1024;
/** EndpointSlice (discovery.k8s.io/v1). */
export const MAX_SLICE_ENDPOINTS = 1000;
export const MAX_SLICE_ADDRESSES = 100;
export const MAX_SLICE_PORTS = 20_000;
/** Custom kinds: causes that one object is refused with; text that is held against a pattern; patterns kept compiled. */
export const MAX_CUSTOM_CAUSES = 100;
export const MAX_PATTERN_TEXT = 64 * 1024;
export const MAX_PATTERNS = 2_000;
/** CEL rules of custom kinds: steps that all rules may take for one object, bounded beforehand; parts of one rule; characters of a message that a rule makes (as in Kubernetes). */
export const MAX_RULE_COST = 10_000_000;
/** The same as estimated where a definition is written, for one rule in one object, and for all rules of a version. */
export const MAX_ESTIMATED_RULE_COST = 10_000_000;
export const MAX_ESTIMATED_SCHEMA_COST = 100_000_000;
/** What one object can be at most, for those estimates: the largest body of a request. */
export const MAX_OBJECT_BYTES = 3 * 1024 * 1024;
export const MAX_RULE_NODES = 10_000;
export const MAX_RULE_MESSAGE = 5_120;
/** Versions of one definition. */
export const MAX_VERSIONS = 50;
