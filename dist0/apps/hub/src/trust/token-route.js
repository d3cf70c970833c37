import { z } from 'zod';
import { StatusError } from '#libs/apimachinery';
import { MASTERS, respondBody } from '#libs/apiserver';
import {} from './join-tokens.js';
import { MAX_JOIN_BODY_BYTES } from './limits.js';
const PATH = '/join-tokens';
const createSchema = z.strictObject({
    name: z.string(),
    role: z.enum(['cluster', 'edge']).default('cluster'),
    ttlSeconds: z.number().optional(),
});
/**
 * For admins: `POST /join-tokens` with `{name, role, ttlSeconds}` answers `{id, token, expiresAt}`;
 * `DELETE /join-tokens?id=ID` revokes a token (what joined with it stays joined).
 */
export function tokenRoutes(tokens) {
    return [
        {
            method: 'POST',
            path: PATH,
            authenticated: true,
            handle: async (request, user) => {
                requireAdmin(user);
                const { role, name, ttlSeconds } = readBody(request);
                const made = await tokens.create(role, name, ttlSeconds);
                return respondBody(201, { ...made, expiresAt: new Date(made.expiresAt).toISOString() });
            },
        },
        {
            method: 'DELETE',
            path: PATH,
            authenticated: true,
            handle: async (request, user) => {
                requireAdmin(user);
                const id = request.query.get('id');
                if (!id)
                    throw new StatusError('BadRequest', 'the query must name the token: ?id=ID');
                await tokens.revoke(id);
                return respondBody(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
            },
        },
    ];
}
function requireAdmin(user) {
    if (user?.groups.includes(MASTERS))
        return;
    throw new StatusError('Forbidden', 'only a member of system:masters may make or revoke join tokens');
}
function readBody(request) {
    if (request.body.byteLength > MAX_JOIN_BODY_BYTES)
        throw new StatusError('RequestEntityTooLarge', `a request has at most ${MAX_JOIN_BODY_BYTES} bytes`);
    let value;
    try {
        value = JSON.parse(Buffer.from(request.body).toString('utf8'));
    }
    catch (cause) {
        throw new StatusError('BadRequest', 'the body is not JSON', { cause });
    }
    const parsed = createSchema.safeParse(value);
    if (parsed.success)
        return parsed.data;
    const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StatusError('BadRequest', `the body is not valid: ${fields.join('; ')}`);
}
//# sourceMappingURL=token-route.js.map