import { createServer } from 'node:net';
/** A TCP port on `host` that was free a moment ago. */
export function freePort(host = '127.0.0.1') {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', reject);
        server.listen(0, host, () => {
            const address = server.address();
            server.close(() => {
                if (address !== null && typeof address === 'object')
                    resolve(address.port);
                else
                    reject(new Error('no port'));
            });
        });
    });
}
/** Whether `port` can be listened on. */
export function isPortFree(port, host = '127.0.0.1') {
    return new Promise((resolve) => {
        const server = createServer();
        server.once('error', () => resolve(false));
        server.listen(port, host, () => server.close(() => resolve(true)));
    });
}
//# sourceMappingURL=free-port.js.map