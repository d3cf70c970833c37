import pino from 'pino';
/** `level`: trace, debug, info (default), warn, error, silent. */
export function createLogger(name, level = 'info') {
    return pino({ name, level, base: { name } }, pino.destination({ dest: 2, sync: false }));
}
/** A logger that says nothing: for tests. */
export const silentLogger = pino({ level: 'silent' });
//# sourceMappingURL=logger.js.map