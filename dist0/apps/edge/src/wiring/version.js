/** Told to the hub at the join and in every report. */
export const EDGE_VERSION = '0.1.0';
//# sourceMappingURL=version.js.map