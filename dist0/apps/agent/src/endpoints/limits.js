/** Bounds of following endpoints. Times in ms. */
/** Between two looks for the API of EndpointSlices; where the member does not serve it. */
export const RESOLVE_RETRY_MS = 2_000;
export const MISSING_RETRY_MS = 60_000;
//# sourceMappingURL=limits.js.map