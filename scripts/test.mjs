/** `npm test`: the gates beside the tests, then one closing line with the counts. `--long` runs the long suite instead. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, say, setup } from './setup.mjs';

/** Nice value of the gates. */
const BEHIND = 10;
const long = process.argv.includes('--long');
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const bin = (name) => join(root, 'node_modules', '.bin', name);
/** With types it takes a hundred seconds of CPU: a fifth of what `npm test` may take in all. */
const lint = ['lint', bin('eslint'), ['--max-warnings', '0', 'apps', 'libs', 'migrations', 'test']];
const quickGates = [
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  [
    'import rules',
    bin('depcruise'),
    ['--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'migrations', 'test'],
  ],
  ['dead code', bin('knip'), ['--no-progress']],
];
const gates = long ? [lint] : quickGates;

setup({ oldKubectl: true, fakeTime: long, haproxy: 'wanted' }); // builds, and so checks the types
const started = performance.now();
const failed = [];
const took = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
/** Beside the tests, which wait for servers and timers half of their time, and behind them. What it prints comes when it ends. */
async function gate([name, command, args]) {
  const begin = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) setPriority(child.pid, BEHIND);
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk));
  const [status] = await once(child, 'close');
  process.stderr.write(Buffer.concat(printed));
  say(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${took(begin)})`);
  if (status !== 0) failed.push(name);
}
async function allGates() {
  if (only.length > 0) return;
  for (const one of gates) await gate(one);
}
const gated = allGates();
// The long suite measures times, and is alone.
if (long) await gated;

/**
 * On two cores. Integration and e2e tests wait for servers and timers half of their time, so more of them run than there are cores.
 */
const WORKERS = {
  unit: ['--maxWorkers=2'],
  integration: ['--maxWorkers=3'],
  e2e: ['--maxWorkers=2'],
  long: ['--runInBand'],
};
const projects = long ? ['long'] : ['unit', 'integration', 'e2e'];
const totals = { passed: 0, failed: 0, skipped: 0 };
const work = mkdtempSync(join(tmpdir(), 'meridian-test-'));
for (const project of projects) {
  const begin = performance.now();
  const output = join(work, `${project}.json`);
  const workers = WORKERS[project] ?? [];
  const jest = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--selectProjects',
      project,
      '--json',
      `--outputFile=${output}`,
      '--passWithNoTests',
      '--silent',
      ...workers,
      ...only,
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [status] = await once(jest, 'close');
  try {
    const result = JSON.parse(readFileSync(output, 'utf8'));
    totals.passed += result.numPassedTests;
    totals.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    totals.skipped += result.numPendingTests + result.numTodoTests;
  } catch {
    totals.failed++;
  }
  say(`${status === 0 ? 'ok  ' : 'FAIL'} ${project} tests (${took(begin)})`);
  if (status !== 0) failed.push(`${project} tests`);
}
await gated;
rmSync(work, { recursive: true, force: true });
say(`took ${took(started)}`);
if (failed.length > 0) say(`failed: ${failed.join(', ')}`);
process.stdout.write(
  `${totals.passed} passed, ${totals.failed + gates.filter(([name]) => failed.includes(name)).length} failed, ${totals.skipped} skipped\n`,
);
process.exit(failed.length > 0 || (totals.passed === 0 && !long) ? 1 : 0);
