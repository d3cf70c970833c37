import { z } from 'zod';
/** `127.0.0.1:6443`, `[::1]:6443` or `:6443` (all addresses). Port 0 asks for a free one. */
export const listenAddress = z.string().transform((text, context) => {
    const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
    const port = Number(match?.[3]);
    if (!match || port > 65_535) {
        context.addIssue({ code: 'custom', message: `"${text}" is not HOST:PORT` });
        return z.NEVER;
    }
    return { host: match[1] ?? (match[2] === '' || match[2] === undefined ? '0.0.0.0' : match[2]), port };
});
//# sourceMappingURL=listen-address.js.map