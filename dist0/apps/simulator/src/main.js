import { join } from 'node:path';
import { ConfigError, createLogger, helpText, optimizeLate, parseSettings, readEnvironment, redacted, Shutdown, } from '#libs/process';
import { settings } from './config.js';
import { startSimulator } from './start-simulator.js';
/** `npm run simulator`: settings in, one cluster, until a signal. */
async function main() {
    if (process.argv.includes('--help')) {
        process.stdout.write(helpText('simulator', 'a Kubernetes cluster in one small process', settings));
        return;
    }
    optimizeLate();
    const config = parseSettings(settings, readEnvironment());
    const logger = createLogger(`simulator ${config.MERIDIAN_CLUSTER}`, config.MERIDIAN_LOG_LEVEL);
    logger.info(redacted(settings, config), 'settings');
    const shutdown = new Shutdown(logger);
    shutdown.onSignals();
    const simulator = await startSimulator({
        cluster: config.MERIDIAN_CLUSTER,
        listen: config.MERIDIAN_LISTEN,
        dataDirectory: config.MERIDIAN_DATA_DIR ?? join('.meridian', 'simulator', config.MERIDIAN_CLUSTER),
        nodes: config.MERIDIAN_NODES,
        nodeCpu: config.MERIDIAN_NODE_CPU,
        podReadyMs: config.MERIDIAN_POD_READY_MS,
        ...(config.MERIDIAN_REGION === undefined ? {} : { region: config.MERIDIAN_REGION }),
        ...(config.MERIDIAN_ZONE === undefined ? {} : { zone: config.MERIDIAN_ZONE }),
        ...(config.MERIDIAN_GATEWAY_LISTEN === undefined
            ? {}
            : { gatewayListen: config.MERIDIAN_GATEWAY_LISTEN }),
        logger,
    });
    shutdown.add('simulator', () => simulator.stop());
    process.stdout.write(`ready ${simulator.url}\n`);
}
try {
    await main();
}
catch (error) {
    const text = error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`${text}\n`);
    process.exit(1);
}
//# sourceMappingURL=main.js.map