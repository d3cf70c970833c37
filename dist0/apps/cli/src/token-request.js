import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { StatusError } from '#libs/apimachinery';
import { KubeHttp, readKubeconfig } from './kube-http.js';
/** Something that the person who typed the command can put right; the message says how. */
export class TokenError extends Error {
    name = 'TokenError';
}
export const TOKEN_HELP = `npm run -s token -- NAME [--edge] [--ttl SECONDS]

Prints a join token for the cluster (or edge) NAME, and nothing else. Whoever holds it may join once under that name.

  --edge         for an edge rather than a cluster
  --ttl SECONDS  how long it may be used (default 24 hours; from a minute to 30 days)
  --help         this text

The hub is found by the context "federation" of KUBECONFIG, or of .meridian/hub/kubeconfig.
`;
/** The hub writes its kubeconfig there unless MERIDIAN_DATA_DIR says otherwise. */
const DEFAULT_KUBECONFIG = join('.meridian', 'hub', 'kubeconfig');
const CONTEXT = 'federation';
/** Undefined: --help was asked for. @throws TokenError */
export function parseTokenRequest(args) {
    const { values, positionals } = parse(args);
    if (values.help)
        return undefined;
    const [name, ...more] = positionals;
    if (name === undefined || name === '' || more.length > 0)
        throw new TokenError(`exactly one NAME is needed\n\n${TOKEN_HELP}`);
    const role = values.edge ? 'edge' : 'cluster';
    if (values.ttl === undefined)
        return { name, role };
    if (!/^\d{1,9}$/.test(values.ttl))
        throw new TokenError(`--ttl takes whole seconds, not "${values.ttl}"`);
    return { name, role, ttlSeconds: Number(values.ttl) };
}
function parse(args) {
    try {
        return parseArgs({
            args: [...args],
            allowPositionals: true,
            options: {
                edge: { type: 'boolean', default: false },
                ttl: { type: 'string' },
                help: { type: 'boolean', default: false },
            },
        });
    }
    catch (error) {
        throw new TokenError(`${error instanceof Error ? error.message : String(error)}\n\n${TOKEN_HELP}`);
    }
}
/**
 * Asks the hub for a token, as its admin. `kubeconfig`: the value of KUBECONFIG, undefined where it is not set.
 * @throws TokenError
 */
export async function requestToken(request, kubeconfig) {
    const hub = await openHub(kubeconfig);
    try {
        const { token } = await hub.call({
            method: 'POST',
            path: '/join-tokens',
            body: request,
        });
        return token;
    }
    catch (error) {
        throw new TokenError(explain(error, hub.url), { cause: error });
    }
    finally {
        hub.close();
    }
}
/** The first file that knows the federation, as kubectl would go through them. */
async function openHub(kubeconfig) {
    const files = (kubeconfig ?? '').split(delimiter).filter((file) => file !== '');
    if (files.length === 0)
        files.push(DEFAULT_KUBECONFIG);
    const problems = [];
    for (const file of files) {
        try {
            return new KubeHttp(await readKubeconfig(file), CONTEXT);
        }
        catch (error) {
            problems.push(`${file}: ${problemWith(error)}`);
        }
    }
    throw new TokenError(`no kubeconfig leads to a hub (${problems.join('; ')}): start one with "npm run hub", or let KUBECONFIG name the kubeconfig that it wrote into its data directory`);
}
function problemWith(error) {
    const { name, message, code } = error;
    if (code === 'ENOENT')
        return 'there is no such file';
    // What a parser says is long, and may quote the file.
    return name === 'ZodError' || name.startsWith('YAML') ? 'it is no kubeconfig' : message;
}
function explain(error, url) {
    if (!(error instanceof StatusError))
        return `${url} did not answer like a hub: is it one?`;
    if (error.reason === 'ServiceUnavailable')
        return `the hub at ${url} cannot be reached (${error.message}): is it running?`;
    return error.message;
}
//# sourceMappingURL=token-request.js.map