import { z } from 'zod';
import { StatusError } from '#libs/apimachinery';
import { respondBody, type ApiRequest, type ExtraRoute } from '#libs/apiserver';
import { type JoinTokens } from './join-tokens.js';
import { MAX_JOIN_BODY_BYTES } from './limits.js';
import { requireAdmin } from './require-admin.js';

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
export function tokenRoutes(tokens: JoinTokens): ExtraRoute[] {
  return [
    {
      method: 'POST',
      path: PATH,
      authenticated: true,
      handle: async (request, user) => {
        requireAdmin(user, 'make or revoke join tokens');
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
        requireAdmin(user, 'make or revoke join tokens');
        const id = request.query.get('id');
        if (!id) throw new StatusError('BadRequest', 'the query must name the token: ?id=ID');
        await tokens.revoke(id);
        return respondBody(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
      },
    },
  ];
}

function readBody(request: ApiRequest): z.infer<typeof createSchema> {
  if (request.body.byteLength > MAX_JOIN_BODY_BYTES)
    throw new StatusError('RequestEntityTooLarge', `a request has at most ${MAX_JOIN_BODY_BYTES} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(request.body).toString('utf8'));
  } catch (cause) {
    throw new StatusError('BadRequest', 'the body is not JSON', { cause });
  }
  const parsed = createSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new StatusError('BadRequest', `the body is not valid: ${fields.join('; ')}`);
}
