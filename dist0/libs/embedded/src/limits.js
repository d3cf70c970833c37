/** How long the embedded servers may take, in ms. */
export const START_TIMEOUT_MS = 20_000;
/** Then SIGKILL follows. */
export const STOP_TIMEOUT_MS = 10_000;
/** Restart after an unexpected exit: first and longest pause. */
export const RESTART_BASE_MS = 100;
export const RESTART_MAX_MS = 5_000;
/** How much of a failed server's output is shown in the error, in characters. */
export const ERROR_TAIL_CHARS = 2_000;
//# sourceMappingURL=limits.js.map