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

/** Bounds one apt-get or dpkg-deb. */
const PACKAGE_LIMIT_MS = 180_000;

/**
 * A binary out of a Debian package, unpacked into .meridian/bin and not installed, so that no system service comes with it.
 * Answers whether it is there now.
 */
function unpackDebian(packageName, paths, target) {
  if (!onPath('apt-get') || !onPath('dpkg-deb')) return false;
  const work = mkdtempSync(join(tmpdir(), `meridian-${packageName}-`));
  try {
    const options = { cwd: work, timeout: PACKAGE_LIMIT_MS };
    // Without root the package lists are kept in a directory of our own.
    const lists =
      process.getuid?.() === 0 ? [] : ['-o', `Dir::State=${work}/state`, '-o', `Dir::Cache=${work}/cache`];
    if (lists.length > 0)
      for (const dir of ['state/lists/partial', 'cache/archives/partial'])
        mkdirSync(join(work, dir), { recursive: true });
    const download = () => run('apt-get', [...lists, 'download', packageName], options);
    const fetched =
      (lists.length === 0 && download()) ||
      (run('apt-get', [...lists, 'update', '-qq'], options) && download());
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (!fetched || archive === undefined || !run('dpkg-deb', ['-x', archive, 'unpacked'], options))
      return false;
    const unpacked = paths.map((path) => join(work, 'unpacked', path)).find(existsSync);
    if (unpacked === undefined) return false;
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(unpacked, `${target}.new`);
    chmodSync(`${target}.new`, 0o755);
    renameSync(`${target}.new`, target);
    return true;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function provideNatsServer() {
  const target = join(root, '.meridian', 'bin', 'nats-server');
  if (onPath('nats-server') || existsSync(target)) return;
  say('setup: fetching nats-server (apt-get download, about 5 MB)');
  if (!unpackDebian('nats-server', ['usr/sbin/nats-server', 'usr/bin/nats-server'], target)) {
    fail(
      'setup: nats-server is missing and could not be fetched with apt-get: install it from your package manager (or https://nats.io) so that it is on PATH, or set NATS_URL',
    );
  }
}

/**
 * Debian's kubectl, years older than the user's own, for tests only: without it they skip and say so. A failed try is
 * remembered, because a machine without the package will not have it the next time.
 */
function provideOldKubectl() {
  const target = join(root, '.meridian', 'bin', 'kubectl-debian');
  const failed = `${target}.missing`;
  if (existsSync(target) || existsSync(failed)) return;
  say('setup: fetching an old kubectl for the tests (apt-get download kubernetes-client, about 8 MB)');
  if (unpackDebian('kubernetes-client', ['usr/bin/kubectl'], target)) return;
  say(`setup: no old kubectl to be had; tests with it are skipped (remove ${failed} to try again)`);
  mkdirSync(dirname(failed), { recursive: true });
  writeFileSync(failed, '');
}

/** Clocks that jump, for the long tests; without it they skip and say so. */
function provideFakeTime() {
  const target = join(root, '.meridian', 'bin', 'libfaketime.so');
  const failed = `${target}.missing`;
  if (existsSync(target) || existsSync(failed)) return;
  say('setup: fetching libfaketime for the tests (apt-get download, about 50 kB)');
  const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch;
  if (unpackDebian('libfaketime', [`usr/lib/${arch}-linux-gnu/faketime/libfaketimeMT.so.1`], target)) return;
  say(`setup: no libfaketime to be had; tests with it are skipped (remove ${failed} to try again)`);
  mkdirSync(dirname(failed), { recursive: true });
  writeFileSync(failed, '');
}

/**
 * HAProxy for edges with that driver, and the libraries of it that a small system lacks; a few lines of shell in `.meridian/bin`
 * find them. Answers whether there is one. A failed try is remembered for the tests, not for who asks for it.
 */
function provideHaproxy(required) {
  const target = join(root, '.meridian', 'bin', 'haproxy');
  const failed = `${target}.missing`;
  if (onPath('haproxy') || existsSync('/usr/sbin/haproxy') || existsSync(target)) return;
  if (!required && existsSync(failed)) return;
  say('setup: fetching haproxy (apt-get download, about 2 MB)');
  const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch;
  const home = join(root, '.meridian', 'haproxy');
  const library = (name) => [`usr/lib/${arch}-linux-gnu/${name}`];
  const parts = [
    ['haproxy', ['usr/sbin/haproxy'], 'haproxy'],
    ['liblua5.3-0', library('liblua5.3.so.0'), 'liblua5.3.so.0'],
    ['libopentracing-c-wrapper0', library('libopentracing-c-wrapper.so.0'), 'libopentracing-c-wrapper.so.0'],
    ['libopentracing1', library('libopentracing.so.1'), 'libopentracing.so.1'],
  ];
  if (parts.every(([from, paths, file]) => unpackDebian(from, paths, join(home, file)))) {
    const lines = [
      '#!/bin/sh',
      'home="$(dirname "$0")/../haproxy"',
      'LD_LIBRARY_PATH="$home" exec "$home/haproxy" "$@"',
      '',
    ];
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, lines.join('\n'), { mode: 0o755 });
    const works = spawnSync(target, ['-v'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
    if (works) return;
    rmSync(target);
  }
  if (required)
    fail(
      'setup: HAProxy is missing and could not be fetched with apt-get: install 2.6 or later so that it is on PATH',
    );
  say(`setup: no haproxy to be had; tests with it are skipped (remove ${failed} to try again)`);
  mkdirSync(dirname(failed), { recursive: true });
  writeFileSync(failed, '');
}

/** What a command needs; what only tests want (`oldKubectl`, `fakeTime`; `haproxy: 'wanted'`) is not fetched for others. */
export function setup({
  nats = true,
  compile = true,
  oldKubectl = false,
  fakeTime = false,
  haproxy = 'no',
} = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 15))
    fail(`Meridian needs Node 20.15 or later; this is ${process.version}`);
  installDependencies();
  if (compile) build();
  if (nats) provideNatsServer();
  if (oldKubectl) provideOldKubectl();
  if (fakeTime) provideFakeTime();
  if (haproxy !== 'no') provideHaproxy(haproxy === 'required');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  setup(process.argv.includes('--haproxy') ? { haproxy: 'required' } : {});
