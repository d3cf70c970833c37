import { StatusError } from '#libs/apimachinery';
import { respondBody, type ExtraRoute } from '#libs/apiserver';
import { type AgentCredential } from '#libs/store';
import { requireAdmin } from './require-admin.js';

const PATH = '/edges';

/** What removing an edge needs. */
export interface EdgeRemoval {
  readonly find: (name: string) => Promise<AgentCredential | undefined>;
  /** Voids its tokens, so that it cannot join again by one of them. */
  readonly revokeTokens: (name: string) => Promise<void>;
  /** Disconnects it and keeps it out. */
  readonly revoke: (natsPublicKey: string) => Promise<void>;
  /** Its consumer goes, then its row, and no table counts on it any more. @throws StatusError ServiceUnavailable while the broker is away */
  readonly forget: (name: string) => Promise<void>;
}

/**
 * For admins: `DELETE /edges?name=NAME` takes an edge out of the federation. It is cut off first, and its row goes last: what is
 * interrupted is done again by the same request. The process itself serves by its last tables until it is stopped.
 */
export function edgeRoute({ find, revokeTokens, revoke, forget }: EdgeRemoval): ExtraRoute {
  return {
    method: 'DELETE',
    path: PATH,
    authenticated: true,
    handle: async (request, user) => {
      requireAdmin(user, 'remove edges');
      const name = request.query.get('name');
      if (!name) throw new StatusError('BadRequest', 'the query must name the edge: ?name=NAME');
      const edge = await find(name);
      if (!edge) throw new StatusError('NotFound', `no edge "${name}" has joined`);
      await revokeTokens(name);
      await revoke(edge.natsPublicKey);
      await forget(name);
      return respondBody(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
    },
  };
}
