/** Bounds of EndpointSlices of imported Services. Times in ms. */

/** As in Kubernetes by default. */
export const MAX_ENDPOINTS_PER_SLICE = 100;
/** Slices of one imported Service; what is here first, then clusters by name. */
export const MAX_SLICES_PER_IMPORT = 100;
/** Imports looked at at once, and how long changes are gathered before: a rollout makes many. */
export const IMPORT_WORKERS = 2;
export const IMPORT_DELAY_MS = 200;
/** What the member forbids or refuses will not change soon. */
export const REFUSED_RETRY_MS = 60_000;
/** A label's value: clusters with longer names have no slices. */
export const MAX_LABEL_CHARS = 63;
/** Between two looks at a ServiceExport that the member has of its own. */
export const EXPORT_LOOK_MS = 60_000;
