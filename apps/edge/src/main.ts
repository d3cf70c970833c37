import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ConfigError,
  createLogger,
  DirectoryLockedError,
  helpText,
  lockDirectory,
  parseSettings,
  readEnvironment,
  redacted,
  Shutdown,
  sleep,
  systemClock,
} from '#libs/process';
import { IdentityError, JoinRefusedError } from '#libs/transport';
import { obtainIdentity } from './wiring/obtain-identity.js';
import { openEdge } from './wiring/open-edge.js';
import { edgeSettings } from './wiring/settings.js';

const READY_POLL_MS = 25;

/** `npm run edge`: settings in, clients served by the closest cluster, until a signal. */
async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(
      helpText('edge', 'serves clients by the closest cluster that has room', edgeSettings),
    );
    return;
  }
  const config = parseSettings(edgeSettings, readEnvironment());
  const name = config.MERIDIAN_EDGE;
  const logger = createLogger(`edge ${name}`, config.MERIDIAN_LOG_LEVEL);
  logger.info(redacted(edgeSettings, config), 'settings');
  const shutdown = new Shutdown(logger);
  shutdown.onSignals();

  const directory = config.MERIDIAN_DATA_DIR ?? join('.meridian', `edge-${name}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  shutdown.add('lock', await lockDirectory(directory, 'edge'));
  const identity = await obtainIdentity(config, directory, logger, shutdown.signal);
  if (!identity) return;
  const { edge, transport, ports } = await openEdge(config, identity, directory, { logger, shutdown });
  // With tables from the last time it serves without hub and broker; the first time it has to hear from them.
  const isReady = (): boolean => transport.connected() || edge.state().applied.version > 0;
  while (!isReady() && !shutdown.signal.aborted) await sleep(systemClock, READY_POLL_MS, shutdown.signal);
  if (!shutdown.signal.aborted)
    process.stdout.write(`ready http=${ports.http} https=${ports.https} dns=${ports.dns}\n`);
}

/** What an operator can mend; told in a sentence and without a stack. */
const PLAIN_ERRORS = [ConfigError, IdentityError, JoinRefusedError, DirectoryLockedError];
/** Of an address that cannot be listened on; the system's own sentence names it. */
const PLAIN_CODES: ReadonlySet<unknown> = new Set(['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES']);

function isPlain(error: Error): boolean {
  return (
    PLAIN_ERRORS.some((type) => error instanceof type) || ('code' in error && PLAIN_CODES.has(error.code))
  );
}

try {
  await main();
} catch (error) {
  const text =
    error instanceof Error
      ? isPlain(error)
        ? error.message
        : (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
