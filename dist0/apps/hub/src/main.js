import 'reflect-metadata';
import { ConfigError, createLogger, helpText, parseSettings, readEnvironment, redacted, Shutdown, } from '#libs/process';
import { checkTogether, hubSettings } from './config.js';
import { startHub } from './wiring/start-hub.js';
const PURPOSE = 'serves the federation API, places objects, and spreads the work to agents';
async function main() {
    if (process.argv.includes('--help')) {
        process.stdout.write(helpText('npm run hub', PURPOSE, hubSettings));
        return;
    }
    const config = parseSettings(hubSettings, readEnvironment());
    checkTogether(config);
    const logger = createLogger('hub', config.MERIDIAN_LOG_LEVEL);
    const shutdown = new Shutdown(logger);
    shutdown.onSignals();
    logger.info({ config: redacted(hubSettings, config) }, 'starting');
    try {
        const url = await startHub(config, logger, shutdown);
        process.stdout.write(`ready ${url}\n`);
    }
    catch (error) {
        await shutdown.stop();
        throw error;
    }
}
main().catch((error) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`hub: ${error instanceof ConfigError ? `${message}\nnpm run hub -- --help lists the settings` : message}\n`);
    process.exit(1);
});
//# sourceMappingURL=main.js.map