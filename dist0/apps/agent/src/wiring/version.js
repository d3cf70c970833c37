/** Told to the hub at the join and in every heartbeat. */
export const AGENT_VERSION = '0.1.0';
//# sourceMappingURL=version.js.map