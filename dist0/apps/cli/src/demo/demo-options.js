import { parseArgs } from 'node:util';
/** A command line that makes no sense; the message says what would. */
export class UsageError extends Error {
    name = 'UsageError';
}
/** Beyond this one machine only measures itself. */
const MAX_CLUSTERS = 100;
export const DEMO_HELP = `npm run demo -- [--once] [--json] [--clusters N] [--keep-data] [--port N]

Starts Postgres, NATS, the hub and simulated clusters with agents, walks through the story, and stays up until Ctrl-C.
Everything lives in .meridian/demo, which is emptied at the start.

  --once        walk through and exit: 0, or non-zero naming the step that failed
  --json        the last line of stdout is the result as JSON
  --clusters N  how many clusters: the first N of the nine, then the same places again as -2, -3, ... (default 9)
  --keep-data   go on with the data of the last run
  --port N      port of the hub on 127.0.0.1 (default 6443)
  --help        this text
`;
/** Undefined: --help was asked for. @throws UsageError */
export function parseDemoOptions(args) {
    const { values } = parse(args);
    if (values.help)
        return undefined;
    return {
        once: values.once,
        json: values.json,
        keepData: values['keep-data'],
        clusters: wholeNumber('--clusters', values.clusters, 1, MAX_CLUSTERS),
        port: wholeNumber('--port', values.port, 1, 65_535),
    };
}
function parse(args) {
    try {
        return parseArgs({
            args: [...args],
            options: {
                once: { type: 'boolean', default: false },
                json: { type: 'boolean', default: false },
                'keep-data': { type: 'boolean', default: false },
                clusters: { type: 'string', default: '9' },
                port: { type: 'string', default: '6443' },
                help: { type: 'boolean', default: false },
            },
        });
    }
    catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
    }
}
function wholeNumber(name, text, least, most) {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most)
        return value;
    throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not "${text}"`);
}
//# sourceMappingURL=demo-options.js.map