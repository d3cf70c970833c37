import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError, readEnvironment } from '#libs/process';
import { MAX_CONNECTIONS, RESERVED_FILES } from './limits.js';

const run = promisify(execFile);
/** What the runtime commands that we use came with. */
const LEAST: readonly [number, number] = [2, 6];
const VERSION_TIMEOUT_MS = 10_000;

/** The HAProxy on PATH, else the one that the set-up put into `.meridian/bin`. @throws ConfigError, a sentence that says what to do */
export async function findHaproxy(): Promise<string> {
  const path = await locateHaproxy();
  if (path === undefined)
    throw new ConfigError(
      'MERIDIAN_EDGE_DRIVER: haproxy needs HAProxy 2.6 or later, which is neither on PATH nor in .meridian/bin: install it, or run "npm run setup -- --haproxy"',
    );
  const { stdout } = await run(path, ['-v'], { timeout: VERSION_TIMEOUT_MS });
  const [, major = '0', minor = '0'] = /version (\d+)\.(\d+)/.exec(stdout) ?? [];
  const found = Number(major) * 1_000 + Number(minor);
  if (found < LEAST[0] * 1_000 + LEAST[1])
    throw new ConfigError(
      `MERIDIAN_EDGE_DRIVER: haproxy needs HAProxy 2.6 or later; ${path} is ${major}.${minor}`,
    );
  return path;
}

/** Undefined where there is none. */
export async function locateHaproxy(): Promise<string | undefined> {
  const directories = [
    ...(readEnvironment()['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    join(process.cwd(), '.meridian', 'bin'),
  ];
  return firstExecutable(
    directories.filter((one) => one !== '').map((directory) => join(directory, 'haproxy')),
  );
}

/** A program that ends with its parent, where the system has it. */
export async function locateSetpriv(): Promise<string | undefined> {
  return firstExecutable(['/usr/bin/setpriv', '/bin/setpriv']);
}

async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Connections of clients that the limit of open files allows: each takes two, and more than that aborts HAProxy's start. */
export async function connectionLimit(): Promise<number> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(text)?.[1] ?? '1024';
  if (hard === 'unlimited') return MAX_CONNECTIONS;
  return Math.max(64, Math.min(MAX_CONNECTIONS, Math.floor((Number(hard) - RESERVED_FILES) / 2)));
}

/**
 * Where HAProxy's files are for the edge with this data directory: short, since the path of a socket has at most 108 characters, and
 * in memory where there is such a file system, since keys pass through it.
 */
export function haproxyDirectory(dataDirectory: string): string {
  const home = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  return join(
    home,
    `meridian-edge-${createHash('sha256').update(resolve(dataDirectory)).digest('hex').slice(0, 16)}`,
  );
}
