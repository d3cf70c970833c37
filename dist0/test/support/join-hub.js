import { createServer } from 'node:https';
import {} from 'node:net';
import { formatJoinToken, makeJoinToken } from '#libs/protocol';
import {} from '../../apps/hub/src/trust/certificate-authority.js';
export async function startJoinEnd(ca, answer, port = 0) {
    const pair = await ca.server('hub', ['127.0.0.1'], Date.now());
    const joins = [];
    const server = createServer({ cert: `${pair.certificate}\n${ca.certificate}`, key: pair.privateKey }, (request, response) => {
        void (async () => {
            const chunks = [];
            for await (const chunk of request)
                chunks.push(chunk);
            const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
            joins.push(`${request.headers.authorization ?? ''} ${body.name} ${body.natsPublicKey}`);
            const { status, body: text } = await answer(body, joins.length);
            response.writeHead(status, { 'content-type': 'application/json' });
            response.end(typeof text === 'string' ? text : JSON.stringify(text));
        })();
    });
    await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
    return {
        url: `https://127.0.0.1:${server.address().port}`,
        token: formatJoinToken(makeJoinToken(ca.hash)),
        joins,
        stop: () => new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
        }),
    };
}
//# sourceMappingURL=join-hub.js.map