import { mkdir } from 'node:fs/promises';
import { createLogger, optimizeLate, parseSettings, readEnvironment, Shutdown, sleep, systemClock, } from '#libs/process';
import { obtainIdentity } from '../../../agent/src/wiring/obtain-identity.js';
import { openAgent } from '../../../agent/src/wiring/open-agent.js';
import { agentSettings } from '../../../agent/src/wiring/settings.js';
import { settings as simulatorSettings } from '../../../simulator/src/config.js';
import { startSimulator } from '../../../simulator/src/start-simulator.js';
/**
 * Many simulators, or many agents, in one process (DESIGN section 1: "a benchmark can host a thousand"): on two cores nineteen
 * processes would mostly measure how V8 warms up, nineteen times. They talk HTTPS and NATS as they would alone.
 * BENCH_MEMBERS is `{"role":"simulators"|"agents","members":[{settings of one}]}`. Prints `ready`.
 */
const READY_POLL_MS = 25;
async function hostSimulator(environment, logger, shutdown) {
    const config = parseSettings(simulatorSettings, environment);
    const simulator = await startSimulator({
        cluster: config.MERIDIAN_CLUSTER,
        listen: config.MERIDIAN_LISTEN,
        ...(config.MERIDIAN_DATA_DIR === undefined ? {} : { dataDirectory: config.MERIDIAN_DATA_DIR }),
        nodes: config.MERIDIAN_NODES,
        nodeCpu: config.MERIDIAN_NODE_CPU,
        podReadyMs: config.MERIDIAN_POD_READY_MS,
        ...(config.MERIDIAN_REGION === undefined ? {} : { region: config.MERIDIAN_REGION }),
        ...(config.MERIDIAN_ZONE === undefined ? {} : { zone: config.MERIDIAN_ZONE }),
        logger,
    });
    shutdown.add('simulator', () => simulator.stop());
}
async function hostAgent(environment, logger, shutdown) {
    const config = parseSettings(agentSettings, environment);
    const directory = config.MERIDIAN_DATA_DIR ?? '';
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const identity = await obtainIdentity(config, directory, logger, shutdown.signal);
    if (!identity)
        return;
    const { agent, transport } = await openAgent(config, identity, directory, { logger, shutdown });
    agent.start();
    const subscription = await transport.consumeWork((deliveries) => agent.handleWork(deliveries));
    shutdown.add('work', () => subscription.stop());
    while (!(transport.connected() && agent.settled) && !shutdown.signal.aborted)
        await sleep(systemClock, READY_POLL_MS, shutdown.signal);
}
optimizeLate();
const { role, members } = JSON.parse(readEnvironment()['BENCH_MEMBERS'] ?? '');
const log = createLogger(role, 'warn');
const owner = new Shutdown(log);
owner.onSignals();
const host = role === 'agents' ? hostAgent : hostSimulator;
await Promise.all(members.map((environment) => host(environment, log, owner)));
process.stdout.write('ready\n');
//# sourceMappingURL=member-host.js.map