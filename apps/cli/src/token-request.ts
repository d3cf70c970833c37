import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { StatusError } from '#libs/apimachinery';
import { KubeHttp, readKubeconfig } from './kube-http.js';

/** What `npm run -s token` was asked for. */
export interface TokenRequest {
  readonly name: string;
  readonly role: 'cluster' | 'edge';
  /** No token is wanted: the edge goes. */
  readonly remove?: true;
  /** Absent: the hub's default. */
  readonly ttlSeconds?: number;
}

/** Something that the person who typed the command can put right; the message says how. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

export const TOKEN_HELP = `npm run -s token -- NAME [--edge] [--ttl SECONDS]
npm run -s token -- NAME --edge --remove

Prints a join token for the cluster (or edge) NAME, and nothing else. Whoever holds it may join once under that name.

  --edge         for an edge rather than a cluster
  --remove       takes the edge NAME out of the federation instead: its credentials and tokens are void. It serves
                 by what it knows until it is stopped. (A cluster goes by "kubectl delete cluster NAME".)
  --ttl SECONDS  how long it may be used (default 24 hours; from a minute to 30 days)
  --help         this text

The hub is found by the context "federation" of KUBECONFIG, or of .meridian/hub/kubeconfig.
`;

/** The hub writes its kubeconfig there unless MERIDIAN_DATA_DIR says otherwise. */
const DEFAULT_KUBECONFIG = join('.meridian', 'hub', 'kubeconfig');
const CONTEXT = 'federation';

/** Undefined: --help was asked for. @throws TokenError */
export function parseTokenRequest(args: readonly string[]): TokenRequest | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [name, ...more] = positionals;
  if (name === undefined || name === '' || more.length > 0)
    throw new TokenError(`exactly one NAME is needed\n\n${TOKEN_HELP}`);
  const role = values.edge ? 'edge' : 'cluster';
  if (values.remove) {
    if (role !== 'edge') throw new TokenError(`clusters are removed by "kubectl delete cluster ${name}"`);
    if (values.ttl !== undefined) throw new TokenError('--remove gives no token that a --ttl could be for');
    return { name, role, remove: true };
  }
  if (values.ttl === undefined) return { name, role };
  if (!/^\d{1,9}$/.test(values.ttl)) throw new TokenError(`--ttl takes whole seconds, not "${values.ttl}"`);
  return { name, role, ttlSeconds: Number(values.ttl) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        edge: { type: 'boolean', default: false },
        remove: { type: 'boolean', default: false },
        ttl: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new TokenError(`${error instanceof Error ? error.message : String(error)}\n\n${TOKEN_HELP}`);
  }
}

/**
 * Asks the hub for a token, as its admin, or to remove an edge; answers what is to be printed. `kubeconfig`: the value of KUBECONFIG,
 * undefined where it is not set.
 * @throws TokenError
 */
export async function requestToken(request: TokenRequest, kubeconfig: string | undefined): Promise<string> {
  const hub = await openHub(kubeconfig);
  try {
    if (request.remove) {
      await hub.call({ method: 'DELETE', path: `/edges?name=${encodeURIComponent(request.name)}` });
      return `edge ${request.name} removed`;
    }
    const { token } = await hub.call<{ token: string }>({
      method: 'POST',
      path: '/join-tokens',
      body: request,
    });
    return token;
  } catch (error) {
    throw new TokenError(explain(error, hub.url), { cause: error });
  } finally {
    hub.close();
  }
}

/** The first file that knows the federation, as kubectl would go through them. */
async function openHub(kubeconfig: string | undefined): Promise<KubeHttp> {
  const files = (kubeconfig ?? '').split(delimiter).filter((file) => file !== '');
  if (files.length === 0) files.push(DEFAULT_KUBECONFIG);
  const problems: string[] = [];
  for (const file of files) {
    try {
      return new KubeHttp(await readKubeconfig(file), CONTEXT);
    } catch (error) {
      problems.push(`${file}: ${problemWith(error)}`);
    }
  }
  throw new TokenError(
    `no kubeconfig leads to a hub (${problems.join('; ')}): start one with "npm run hub", or let KUBECONFIG name the kubeconfig that it wrote into its data directory`,
  );
}

function problemWith(error: unknown): string {
  const { name, message, code } = error as Error & { code?: string };
  if (code === 'ENOENT') return 'there is no such file';
  // What a parser says is long, and may quote the file.
  return name === 'ZodError' || name.startsWith('YAML') ? 'it is no kubeconfig' : message;
}

function explain(error: unknown, url: string): string {
  if (!(error instanceof StatusError)) return `${url} did not answer like a hub: is it one?`;
  if (error.reason === 'ServiceUnavailable')
    return `the hub at ${url} cannot be reached (${error.message}): is it running?`;
  return error.message;
}
