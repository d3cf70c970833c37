import {} from 'zod';
/** A setting that is missing, malformed or unknown; `message` names all of them, one a line. */
export class ConfigError extends Error {
    name = 'ConfigError';
}
/** The process's environment: the one place that reads it. */
export function readEnvironment() {
    return process.env;
}
/**
 * Parses `settings` out of `environment`. Empty values count as absent. `known` lists the MERIDIAN_* names of all
 * apps: another MERIDIAN_* name is an error, so that a typing mistake is not a silent default.
 * @throws ConfigError
 */
export function parseSettings(settings, environment, known = KNOWN_SETTINGS) {
    const problems = [];
    const config = {};
    for (const [name, setting] of Object.entries(settings)) {
        const raw = environment[name];
        const parsed = setting.schema.safeParse(raw === '' ? undefined : raw);
        if (parsed.success)
            config[name] = parsed.data;
        else
            problems.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')} (${setting.help})`);
    }
    const legal = new Set([...known, ...Object.keys(settings)]);
    for (const name of Object.keys(environment)) {
        if (name.startsWith('MERIDIAN_') && !legal.has(name))
            problems.push(`${name}: no Meridian process knows this setting`);
    }
    if (problems.length > 0)
        throw new ConfigError(problems.join('\n'));
    return config;
}
/** Every MERIDIAN_* name that some app knows (DESIGN section 7); docs/ARCHITECTURE.md says who reads which. */
export const KNOWN_SETTINGS = [
    'MERIDIAN_NATS_PUBLIC_URL',
    'MERIDIAN_LISTEN',
    'MERIDIAN_METRICS_LISTEN',
    'MERIDIAN_TLS_CERT',
    'MERIDIAN_TLS_KEY',
    'MERIDIAN_DATA_DIR',
    'MERIDIAN_FEDERATION_NAME',
    'MERIDIAN_DNS_DOMAIN',
    'MERIDIAN_HUB_URL',
    'MERIDIAN_CLUSTER',
    'MERIDIAN_JOIN_TOKEN',
    'MERIDIAN_CONTEXT',
    'MERIDIAN_REGION',
    'MERIDIAN_ZONE',
    'MERIDIAN_EDGE',
    'MERIDIAN_HTTP_LISTEN',
    'MERIDIAN_HTTPS_LISTEN',
    'MERIDIAN_DNS_LISTEN',
    'MERIDIAN_EDGE_DRIVER',
    'MERIDIAN_NODES',
    'MERIDIAN_NODE_CPU',
    'MERIDIAN_POD_READY_MS',
    'MERIDIAN_LOG_LEVEL',
];
/** The text of --help: a line per setting with its default. */
export function helpText(command, purpose, settings) {
    const width = Math.max(...Object.keys(settings).map((name) => name.length));
    const lines = Object.entries(settings).map(([name, setting]) => `  ${name.padEnd(width)}  ${setting.help}${setting.defaultText === undefined ? '' : ` (default ${setting.defaultText})`}`);
    return [`${command}: ${purpose}`, '', 'Settings, from the environment:', ...lines, ''].join('\n');
}
/** The settings as they are in force, secrets hidden: for one log line at start. */
export function redacted(settings, config) {
    return Object.fromEntries(Object.entries(config).map(([name, value]) => [
        name,
        settings[name]?.secret && value !== undefined ? '<hidden>' : value,
    ]));
}
//# sourceMappingURL=environment.js.map