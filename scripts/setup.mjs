/**
 * Makes a fresh clone runnable: dependencies, build, nats-server. Each step runs only when something is missing or newer;
 * all output goes to stderr, so that a command's own stdout stays clean. Plain Node: it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  copyFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export function say(text) {
  process.stderr.write(`${text}\n`);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options }).status === 0;
}

function fail(text) {
  say(text);
  process.exit(1);
}

/** `npm ci` when the lock file is not the one that was installed. */
function installDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.meridian-lock');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  if (
    !existsSync(stamp) &&
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  ) {
    writeFileSync(stamp, lock);
    return;
  }
  say('setup: installing dependencies (npm ci, about a minute)');
  if (!run('npm', ['ci', '--no-fund', '--no-audit']))
    fail('setup: npm ci failed; is the npm registry reachable, and is there space on the disk?');
  writeFileSync(stamp, lock);
}

function newest(dir) {
  let time = 0;
  for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) time = Math.max(time, newest(path));
    else if (entry.name.endsWith('.ts')) time = Math.max(time, statSync(join(root, path)).mtimeMs);
  }
  return time;
}

/** tsc when a source is newer than the last build. */
function build() {
  const stamp = join(root, 'dist', '.built');
  const sources = Math.max(
    ...['apps', 'libs', 'migrations', 'test'].map(newest),
    statSync(join(root, 'tsconfig.json')).mtimeMs,
  );
  if (existsSync(stamp) && statSync(stamp).mtimeMs > sources) return;
  say('setup: building');
  if (!run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']))
    fail('setup: the build failed; the errors are above');
  writeFileSync(stamp, new Date().toISOString());
}

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, name), constants.X_OK);
      return dir !== '';
    } catch {
      return false;
    }
  });
}

/** Debian's nats-server, unpacked and not installed, so that no system service comes with it. */
function provideNatsServer() {
  const target = join(root, '.meridian', 'bin', 'nats-server');
  if (onPath('nats-server') || existsSync(target)) return;
  if (!onPath('apt-get') || !onPath('dpkg-deb')) {
    fail(
      'setup: nats-server is missing: install it from your package manager (or https://nats.io) so that it is on PATH, or set NATS_URL',
    );
  }
  say('setup: fetching nats-server (apt-get download, about 5 MB)');
  const work = mkdtempSync(join(tmpdir(), 'meridian-nats-'));
  try {
    const options = { cwd: work };
    // Without root the package lists are kept in a directory of our own.
    const lists =
      process.getuid?.() === 0 ? [] : ['-o', `Dir::State=${work}/state`, '-o', `Dir::Cache=${work}/cache`];
    if (lists.length > 0)
      for (const dir of ['state/lists/partial', 'cache/archives/partial'])
        mkdirSync(join(work, dir), { recursive: true });
    const download = () => run('apt-get', [...lists, 'download', 'nats-server'], options);
    const fetched =
      (lists.length === 0 && download()) ||
      (run('apt-get', [...lists, 'update', '-qq'], options) && download());
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (!fetched || archive === undefined || !run('dpkg-deb', ['-x', archive, 'unpacked'], options)) {
      fail(
        'setup: nats-server could not be fetched with apt-get: install it so that it is on PATH, or set NATS_URL',
      );
    }
    const unpacked = ['usr/sbin/nats-server', 'usr/bin/nats-server']
      .map((path) => join(work, 'unpacked', path))
      .find(existsSync);
    if (unpacked === undefined) fail('setup: the nats-server package has no binary where we expect it');
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(unpacked, `${target}.new`);
    chmodSync(`${target}.new`, 0o755);
    renameSync(`${target}.new`, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Everything; `only` leaves parts out. */
export function setup({ nats = true, compile = true } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 15))
    fail(`Meridian needs Node 20.15 or later; this is ${process.version}`);
  installDependencies();
  if (compile) build();
  if (nats) provideNatsServer();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup();
