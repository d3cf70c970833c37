import { request } from 'node:https';
import { decodeJoinResponse, fetchHubCa, HubCaError, parseJoinToken, UnreadableMessageError, } from '#libs/protocol';
import { sleep } from '#libs/process';
/** The hub will not have us, and asking again would not help. The message says what to do. */
export class JoinRefusedError extends Error {
    name = 'JoinRefusedError';
}
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 256 * 1024;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 15_000;
/**
 * Joins the federation: checks that the hub shows the CA whose hash is in the token, and only then sends the token. Tries
 * for ever while the hub cannot be reached or is not ready; resolves with undefined when `signal` aborts.
 * @throws JoinRefusedError
 */
export async function joinHub(options) {
    const { clock, logger, signal, hubUrl } = options;
    const caHash = checkedCaHash(options);
    for (let delayMs = RETRY_FIRST_MS; !signal.aborted; delayMs = Math.min(delayMs * 2, RETRY_MAX_MS)) {
        try {
            return await attempt(options, caHash);
        }
        catch (error) {
            if (error instanceof JoinRefusedError)
                throw error;
            logger.warn({ err: error, hubUrl, retryMs: delayMs }, 'could not join yet');
            await sleep(clock, delayMs, signal);
        }
    }
    return undefined;
}
function checkedCaHash({ hubUrl, token }) {
    const parsed = parseJoinToken(token);
    if (!parsed)
        throw new JoinRefusedError('MERIDIAN_JOIN_TOKEN is not a join token (npm run -s token -- NAME)');
    if (!hubUrl.startsWith('https://'))
        throw new JoinRefusedError('MERIDIAN_HUB_URL must begin with https://: the token is a secret');
    return parsed.caHash;
}
async function attempt(options, caHash) {
    const ca = caHash === '' ? undefined : await trustedCa(options.hubUrl, caHash);
    const { status, body } = await post(options, ca);
    if (status === 200 || status === 201)
        return checked(options, body);
    const message = messageOf(body);
    if (status >= 500 || status === 429)
        throw new Error(`the hub answered ${status}: ${message}`);
    throw new JoinRefusedError(status === 401 || status === 403
        ? `the hub refuses the join token: ${message}. It may be expired, revoked, used by another process, or for another ${options.request.role}`
        : `the hub refuses the join (${status}): ${message}`);
}
async function trustedCa(hubUrl, caHash) {
    try {
        return await fetchHubCa(hubUrl, caHash);
    }
    catch (error) {
        // A hub that cannot be reached may come; one with another CA is another hub, and must not get the token.
        if (error instanceof HubCaError && /does not show/.test(error.message))
            throw new JoinRefusedError(`${error.message}: wrong MERIDIAN_HUB_URL, or someone in between`);
        throw error;
    }
}
function checked(options, body) {
    let response;
    try {
        response = decodeJoinResponse(body);
    }
    catch (error) {
        if (!(error instanceof UnreadableMessageError))
            throw error;
        throw new JoinRefusedError(`the hub's answer cannot be read (${error.message}): is it a newer version?`);
    }
    if (response.name !== options.request.name)
        throw new JoinRefusedError(`the token is for ${response.name}, and this process is for ${options.request.name}`);
    return response;
}
function post(options, ca) {
    const body = Buffer.from(JSON.stringify(options.request));
    return new Promise((resolve, reject) => {
        const sent = request(new URL('/join', options.hubUrl), {
            method: 'POST',
            agent: false,
            ...(ca === undefined ? {} : { ca }),
            headers: {
                authorization: `Bearer ${options.token.trim()}`,
                'content-type': 'application/json',
                'content-length': body.byteLength,
            },
        }, (response) => {
            const chunks = [];
            let bytes = 0;
            response.on('data', (chunk) => {
                bytes += chunk.byteLength;
                if (bytes > MAX_ANSWER_BYTES)
                    sent.destroy(new Error('the answer to the join is too large'));
                else
                    chunks.push(chunk);
            });
            response.once('error', reject);
            response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
        });
        const timer = setTimeout(() => sent.destroy(new Error(`no answer to the join within ${REQUEST_TIMEOUT_MS} ms`)), REQUEST_TIMEOUT_MS);
        sent.once('close', () => clearTimeout(timer));
        sent.once('error', reject);
        sent.end(body);
    });
}
/** The message of a Status, or the beginning of whatever it is. */
function messageOf(body) {
    const text = body.toString('utf8');
    try {
        const { message } = JSON.parse(text);
        if (typeof message === 'string')
            return message;
    }
    catch {
        // Not JSON: a proxy's page, perhaps.
    }
    return text.slice(0, 200);
}
//# sourceMappingURL=join-hub.js.map