import { readEnvironment } from '#libs/process';
import { parseTokenRequest, requestToken, TOKEN_HELP, TokenError } from './token-request.js';
/** `npm run -s token -- NAME` (DESIGN section 7): stdout holds the token and nothing else, so that a script can take it. */
async function main() {
    const request = parseTokenRequest(process.argv.slice(2));
    const text = request ? `${await requestToken(request, readEnvironment()['KUBECONFIG'])}\n` : TOKEN_HELP;
    process.stdout.write(text);
}
main().catch((error) => {
    const plain = error instanceof TokenError;
    const text = error instanceof Error ? (plain ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`token: ${text}\n`);
    process.exitCode = 1;
});
//# sourceMappingURL=token.js.map