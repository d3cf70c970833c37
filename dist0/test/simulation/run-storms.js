import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {} from './run-seed.js';
const RUNNER = join(import.meta.dirname, '..', '..', 'dist', 'test', 'simulation', 'seed-runner.js');
/**
 * The seeds from `first` on, spread over so many processes of plain node, which run what is built. Answers their outcomes by
 * seed, with the story of those that failed. @throws Error when a process dies, with what it wrote
 */
export async function runStorms(first, count, processes) {
    if (!existsSync(RUNNER))
        throw new Error(`${RUNNER} is missing: run npm run build first`);
    const all = await Promise.all(Array.from({ length: Math.min(processes, count) }, (_, at) => runShare(first + at, Math.ceil((count - at) / processes), processes)));
    return all.flat().sort((a, b) => a.seed - b.seed);
}
async function runShare(first, count, stride) {
    const args = [first, count, stride].map(String);
    const child = spawn(process.execPath, ['--enable-source-maps', RUNNER, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const errors = [];
    child.stderr.on('data', (chunk) => errors.push(chunk));
    const closed = once(child, 'close');
    const outcomes = [];
    for await (const line of createInterface({ input: child.stdout }))
        outcomes.push(JSON.parse(line));
    const [status] = await closed;
    if (status !== 0 || outcomes.length !== count)
        throw new Error(`a simulation ended with ${status}: ${Buffer.concat(errors).toString().slice(-3_000)}`);
    return outcomes;
}
//# sourceMappingURL=run-storms.js.map