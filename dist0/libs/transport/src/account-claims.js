import { connect } from 'nats';
import { connectionOptions } from './broker-link.js';
import { API_TIMEOUT_MS } from './limits.js';
import { TransportError } from './transport-error.js';
/**
 * Gives the broker a new version of an account's claims (a JWT), with the credentials of a system account user. Users
 * that it revokes are disconnected at once.
 * @throws TransportError when the broker refuses; connection errors as they are
 */
export async function pushAccountClaims(options, accountJwt) {
    const connection = await connect(connectionOptions(options));
    try {
        const answer = await connection.request('$SYS.REQ.CLAIMS.UPDATE', accountJwt, {
            timeout: API_TIMEOUT_MS,
        });
        const result = answer.json();
        if (result.error || result.data?.code !== 200)
            throw new TransportError('rejected', `claims refused: ${result.error?.description ?? 'no reason given'}`);
    }
    finally {
        await connection.close();
    }
}
//# sourceMappingURL=account-claims.js.map