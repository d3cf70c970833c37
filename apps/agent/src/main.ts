import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ConfigError,
  createLogger,
  DirectoryLockedError,
  helpText,
  lockDirectory,
  optimizeLate,
  parseSettings,
  readEnvironment,
  redacted,
  Shutdown,
  sleep,
  systemClock,
} from '#libs/process';
import { AccessError } from '#libs/kube-client';
import { IdentityError, JoinRefusedError } from '#libs/transport';
import { obtainIdentity } from './wiring/obtain-identity.js';
import { openAgent } from './wiring/open-agent.js';
import { agentSettings } from './wiring/settings.js';

const READY_POLL_MS = 25;

/** `npm run agent`: settings in, one cluster kept as the hub says, until a signal. */
async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(helpText('agent', 'keeps one cluster as the hub says', agentSettings));
    return;
  }
  optimizeLate();
  const config = parseSettings(agentSettings, readEnvironment());
  const cluster = config.MERIDIAN_CLUSTER;
  const logger = createLogger(`agent ${cluster}`, config.MERIDIAN_LOG_LEVEL);
  logger.info(redacted(agentSettings, config), 'settings');
  const shutdown = new Shutdown(logger);
  shutdown.onSignals();

  const directory = config.MERIDIAN_DATA_DIR ?? join('.meridian', `agent-${cluster}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  shutdown.add('lock', await lockDirectory(directory, 'agent'));
  const identity = await obtainIdentity(config, directory, logger, shutdown.signal);
  if (!identity) return;
  const { agent, transport } = await openAgent(config, identity, directory, { logger, shutdown });
  // Before the broker: what the checkpoint knows is kept in the member even when hub and broker are gone.
  agent.start();
  await agent.serveNames();
  // Nest takes half a second of CPU to import: nothing that can begin before waits for it.
  const { serveWork } = await import('./wiring/serve-work.js');
  shutdown.add('microservice', await serveWork(agent, transport));
  const { MERIDIAN_METRICS_LISTEN: metricsAddress } = config;
  if (metricsAddress) {
    const [{ createMetrics }, { listenForMetrics }] = await Promise.all([
      import('./wiring/metrics.js'),
      import('#libs/process/metrics'),
    ]);
    await listenForMetrics(createMetrics(agent), metricsAddress, shutdown);
  }

  // Says so once; a broker or member that goes away later is told by health and log.
  while (!(transport.connected() && agent.settled) && !shutdown.signal.aborted)
    await sleep(systemClock, READY_POLL_MS, shutdown.signal);
  if (!shutdown.signal.aborted) process.stdout.write('ready\n');
}

/** What an operator can mend; told in a sentence and without a stack. */
const PLAIN_ERRORS = [ConfigError, AccessError, IdentityError, JoinRefusedError, DirectoryLockedError];

/** Of an address that cannot be listened on; the system's own sentence names it. */
const PLAIN_CODES: ReadonlySet<unknown> = new Set(['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES']);

function isPlain(error: unknown): boolean {
  const isSystem = error instanceof Error && 'code' in error && PLAIN_CODES.has(error.code);
  return isSystem || PLAIN_ERRORS.some((type) => error instanceof type);
}

try {
  await main();
} catch (error) {
  const plain = isPlain(error);
  const text =
    error instanceof Error ? (plain ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
