import { z } from 'zod';
import { MAX_WORD_CHARS } from './limits.js';
const FORM = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/;
const MAX_PORT = 65_535;
/** Whether `text` is `HOST:PORT`, IPv6 in brackets, with a port above 0. */
export function isGatewayAddress(text) {
    const port = Number(FORM.exec(text)?.[2] ?? 0);
    return port >= 1 && port <= MAX_PORT;
}
export const gatewayAddress = z.string().max(MAX_WORD_CHARS).refine(isGatewayAddress);
//# sourceMappingURL=gateway-address.js.map