import { join } from 'node:path';
import { freePort } from '#libs/embedded';
import {} from './places.js';
import {} from './process-group.js';
/** Loopback addresses that need no set-up: all of 127/8 can be listened on (ingress.md, section 3.5, tier A). */
const EDGE_HOST = (index) => `127.0.1.${index + 1}`;
const GATEWAYS_IN_A_NET = 250;
const GATEWAY_HOST = (index) => `127.0.${2 + Math.floor(index / GATEWAYS_IN_A_NET)}.${(index % GATEWAYS_IN_A_NET) + 1}`;
/** An edge for each region of the demo, and where each simulated cluster has its gateway. */
export class DemoEdges {
    options;
    started = [];
    gatewayPort;
    constructor(options) {
        this.options = options;
    }
    /** Those that are up, in the order of the places. */
    get all() {
        return this.started;
    }
    /** `HOST:PORT`, the same for the life of this demo. */
    async gatewayOf(cluster) {
        const index = this.options.places.findIndex((place) => place.cluster === cluster);
        this.gatewayPort ??= freePort();
        return `${GATEWAY_HOST(index)}:${await this.gatewayPort}`;
    }
    async start(progress) {
        const regions = [...new Set(this.options.places.map(({ region }) => region))];
        const [http, dns] = [await freePort(), await freePort()];
        this.started = await Promise.all(regions.map(async (region, index) => {
            const host = EDGE_HOST(index);
            await this.startOne(region, { http: `${host}:${http}`, dns: `${host}:${dns}` });
            progress(`edge of ${region} serves at http://${host}:${http}/`);
            return { region, http: `${host}:${http}`, dns: { host, port: dns } };
        }));
    }
    async startOne(region, listen) {
        const { dir, hubUrl, processes, joinToken } = this.options;
        const name = `edge-${region}`;
        await processes.start(name, 'edge', {
            MERIDIAN_HUB_URL: hubUrl,
            MERIDIAN_EDGE: name,
            // A new one each time; that of an edge which has joined before is not read.
            MERIDIAN_JOIN_TOKEN: await joinToken(name),
            MERIDIAN_DATA_DIR: join(dir, 'edges', region),
            MERIDIAN_REGION: region,
            MERIDIAN_HTTP_LISTEN: listen.http,
            MERIDIAN_HTTPS_LISTEN: 'off',
            MERIDIAN_DNS_LISTEN: listen.dns,
        });
    }
}
//# sourceMappingURL=edges.js.map