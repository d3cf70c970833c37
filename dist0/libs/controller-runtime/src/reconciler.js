export const done = { kind: 'done' };
export function requeueAfter(ms, reason) {
    return { kind: 'requeueAfter', ms, reason };
}
/** Repeating would fail the same way (a malformed object, a refusal): logged and counted, never retried. */
export class TerminalError extends Error {
    name = 'TerminalError';
}
//# sourceMappingURL=reconciler.js.map