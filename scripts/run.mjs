/** `node scripts/run.mjs NAME ARGS`: sets up what is missing, then becomes that program. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, say, setup } from './setup.mjs';

const programs = {
  hub: { file: 'apps/hub/src/main.js' },
  agent: { file: 'apps/agent/src/main.js', nats: false },
  edge: { file: 'apps/edge/src/main.js', nats: false },
  simulator: { file: 'apps/simulator/src/main.js', nats: false },
  demo: { file: 'apps/cli/src/demo.js' },
  bench: { file: 'apps/cli/src/bench.js' },
  token: { file: 'apps/cli/src/token.js', nats: false },
  whatif: { file: 'apps/cli/src/whatif.js', nats: false },
};

const [name, ...args] = process.argv.slice(2);
const program = programs[name];
if (!program) {
  say(`run.mjs: unknown program ${String(name)}; there are ${Object.keys(programs).join(', ')}`);
  process.exit(2);
}
const isHelp = args.includes('--help');
const wantsHaproxy = name === 'edge' && process.env.MERIDIAN_EDGE_DRIVER === 'haproxy' && !isHelp;
setup({ nats: program.nats !== false && !isHelp, haproxy: wantsHaproxy ? 'required' : 'no' });

// npm forwards signals to us only; the program gets them from here and decides how to end.
const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist', program.file), ...args], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 128 + 15 : (code ?? 1)));
