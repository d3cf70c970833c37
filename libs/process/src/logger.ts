import pino from 'pino';

/** Structured log to stderr, one JSON object a line. Secrets are never passed to it. */
export type Logger = pino.Logger;

/** `level`: trace, debug, info (default), warn, error, silent. */
export function createLogger(name: string, level = 'info'): Logger {
  return pino({ name, level, base: { name } }, pino.destination({ dest: 2, sync: false }));
}

/** A logger that says nothing: for tests. */
export const silentLogger: Logger = pino({ level: 'silent' });
