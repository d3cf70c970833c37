import { readFile, rename, writeFile } from 'node:fs/promises';
import {} from 'node:https';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { replaceCertificates } from '#libs/apiserver';
import {} from '#libs/process';
import { JetStreamStrategy } from '#libs/transport/nest';
import {} from '../config.js';
import {} from '../ingest/report.ingest.js';
import { renderKubeconfig } from '../trust/admin-kubeconfig.js';
import {} from '../trust/certificate-authority.js';
import {} from '../trust/certificate-renewal.js';
import { certificateHosts, localUrl } from './addresses.js';
import {} from './broker.js';
import { createWebApplication } from './web-application.js';
/** Reports in, requests in; then the kubeconfig, because now it is true. Answers the address. */
export async function serve(deps, server, ingest) {
    const { config, broker, renewal, shutdown } = deps;
    const certificates = await webCertificates(deps);
    const app = await createWebApplication(server, ingest, certificates);
    app.connectMicroservice({
        strategy: new JetStreamStrategy({
            sources: { report: (handler) => broker.transport.consumeReports(handler) },
        }),
    });
    shutdown.add('web', () => app.close());
    await app.startAllMicroservices();
    const { host, port } = config.MERIDIAN_LISTEN;
    await app.listen(port, host);
    // As createWebApplication made it; Fastify knows it as a server without TLS.
    const web = app.getHttpServer();
    const url = localUrl(host, boundPort(web, port));
    const admin = await writeKubeconfig(deps, url);
    renewal.keep({
        name: 'admin',
        certificate: admin.certificate,
        renew: async () => (await writeKubeconfig(deps, url)).certificate,
    });
    keepWebCertificates(deps, web, certificates);
    return url;
}
/** Our own in time; the operator's own when their files have changed. */
function keepWebCertificates(deps, web, first) {
    const isOurs = deps.config.MERIDIAN_TLS_CERT === undefined;
    let shown = first;
    deps.renewal.keep({
        name: 'server',
        ...(isOurs ? { certificate: first.cert } : {}),
        renew: async () => {
            const next = await webCertificates(deps);
            if (next.cert === shown.cert && next.key === shown.key)
                return undefined;
            replaceCertificates(web, next);
            shown = next;
            return next.cert;
        },
    });
}
async function webCertificates({ config, ca, clock }) {
    if (config.MERIDIAN_TLS_CERT !== undefined && config.MERIDIAN_TLS_KEY !== undefined)
        return {
            cert: await readFile(config.MERIDIAN_TLS_CERT, 'utf8'),
            key: await readFile(config.MERIDIAN_TLS_KEY, 'utf8'),
            ca: ca.certificate,
        };
    const hosts = certificateHosts(config.MERIDIAN_LISTEN.host, hostname());
    const { certificate, privateKey } = await ca.server('meridian-hub', hosts, clock.now());
    return { cert: certificate, key: privateKey, ca: ca.certificate };
}
function boundPort(server, fallback) {
    const address = server.address();
    return typeof address === 'object' && address !== null && 'port' in address
        ? Number(address.port)
        : fallback;
}
/** Replaced in one step: a kubectl that reads it meanwhile sees the old or the new one. */
async function writeKubeconfig({ config, ca, clock }, url) {
    const admin = await ca.admin(clock.now());
    const text = renderKubeconfig([
        {
            name: 'federation',
            server: url,
            ca: config.MERIDIAN_TLS_CERT === undefined ? ca.certificate : '',
            clientCertificate: admin.certificate,
            clientKey: admin.privateKey,
        },
    ]);
    const file = join(config.MERIDIAN_DATA_DIR, 'kubeconfig');
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
    return admin;
}
//# sourceMappingURL=serve.js.map