import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { type Logger } from '#libs/process';
import { freePort, isPortFree } from './free-port.js';
import { stopOrphan } from './orphan.js';
import { Supervised } from './supervised.js';

export interface EmbeddedNats {
  readonly port: number;
  readonly pid: () => number | undefined;
  /** Has it read its configuration, and the certificates that it names, anew; connections stay. Nothing while it is down: it reads them at the start. */
  reload(): void;
  /** For one that hangs: kills it, and its supervisor starts it again. */
  restart(): void;
  stop(): Promise<void>;
}

export interface NatsOptions {
  /** Private directory for configuration, log and JetStream files. */
  readonly dir: string;
  readonly host: string;
  /** Absent: a free one at the first start, the same one ever after (joined agents remember it). */
  readonly port?: number;
  /** The complete configuration text for the given place; it must name `pidFile` and `storeDir`. */
  readonly config: (at: {
    host: string;
    port: number;
    pidFile: string;
    storeDir: string;
    dir: string;
  }) => string;
  readonly logger: Logger;
  /** Where to look for the binary: PATH, then these directories. */
  readonly path: string;
  readonly binaryDirs: readonly string[];
}

/** A real nats-server, supervised like startPostgres. */
export async function startNats(options: NatsOptions): Promise<EmbeddedNats> {
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const binary = await findNatsServer(options.path, options.binaryDirs);
  const configFile = join(dir, 'nats-server.conf');
  const pidFile = join(dir, 'nats-server.pid');
  await stopOrphan(pidFile, configFile, 'SIGTERM');
  const port = options.port ?? (await rememberedPort(join(dir, 'port'), options.host));
  const place = { host: options.host, port, pidFile, storeDir: join(dir, 'jetstream'), dir };
  await writeFile(configFile, options.config(place), { mode: 0o600 });
  const server = new Supervised({
    name: 'nats-server',
    command: binary,
    args: ['-c', configFile],
    env: {},
    logFile: join(dir, 'nats-server.log'),
    stopSignal: 'SIGTERM',
    ready: () => greets(port, options.host === '0.0.0.0' ? '127.0.0.1' : options.host),
    logger: options.logger,
  });
  await server.start();
  return {
    port,
    pid: () => server.pid,
    reload: () => signal(server.pid, 'SIGHUP'),
    restart: () => signal(server.pid, 'SIGKILL'),
    stop: () => server.stop(),
  };
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, name);
  } catch {
    // It ended a moment ago; its supervisor starts it again.
  }
}

/** The first nats-server in `path` (as in PATH) or `dirs`. Throws a sentence that says what to install. */
export async function findNatsServer(path: string, dirs: readonly string[]): Promise<string> {
  for (const dir of [...path.split(delimiter), ...dirs]) {
    const candidate = join(dir, 'nats-server');
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (dir !== '' && found) return candidate;
  }
  throw new Error(
    'nats-server is missing: on Debian run `npm run setup`; elsewhere install it from your package manager (or https://nats.io) so that it is on PATH, or set NATS_URL',
  );
}

async function rememberedPort(file: string, host: string): Promise<number> {
  const saved = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (saved > 0) {
    if (await isPortFree(saved, host)) return saved;
    throw new Error(
      `port ${String(saved)} of the embedded nats-server is taken by another process: end that one, or delete ${file} (agents must then be told the new address by joining again)`,
    );
  }
  const port = await freePort(host);
  await writeFile(file, String(port), { mode: 0o600 });
  return port;
}

/** A nats-server that serves says INFO at once. */
function greets(port: number, host: string): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, host);
    const end = (ok: boolean): void => {
      socket.destroy();
      answer(ok);
    };
    socket.once('data', (data) => end(data.toString().startsWith('INFO')));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.setTimeout(1_000, () => end(false));
  });
}
