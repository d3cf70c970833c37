/**
 * The port between hub, agents and edges. Two implementations: JetStream (jetstream-transport.ts) and memory
 * (memory-transport.ts, for reconcilers' tests and the simulation). Everything is a last value per subject: losing
 * messages costs time, never state.
 */
export {};
//# sourceMappingURL=transport.js.map