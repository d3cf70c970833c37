/** Bounds of exported Services. Times in ms. */

/** Exports looked at at once. */
export const EXPORT_WORKERS = 4;
/** From a change of an exported Service, or news of it from a member, to the look at its export: a rollout makes many. */
export const EXPORT_DELAY_MS = 200;
/** Ports of a ServiceImport; of more the first count. */
export { MAX_NAME_PORTS as MAX_IMPORT_PORTS } from '#libs/protocol';
/** Clusters named in the status of a ServiceImport. */
export { MAX_ROUTE_CLUSTERS as MAX_IMPORT_CLUSTERS } from '#libs/protocol';
