import { StatusError } from '#libs/apimachinery';
import { respondBody, type ExtraRoute } from '#libs/apiserver';
import { requireAdmin } from './require-admin.js';

/** What the routes need of the hub's history. */
export interface RestoredState {
  readonly state: { readonly epoch: number; readonly deletionsHeld: boolean };
  confirm(): Promise<boolean>;
}

/**
 * For admins, after an older backup took over: `GET /restored-backup` tells the epoch and whether deletions wait,
 * `POST /restored-backup/confirm` lets them go out.
 */
export function restoredRoutes(history: RestoredState): ExtraRoute[] {
  return [
    {
      method: 'GET',
      path: '/restored-backup',
      authenticated: true,
      handle: (_request, user) => {
        requireAdmin(user, 'confirm a restored backup');
        return respondBody(200, answer(history));
      },
    },
    {
      method: 'POST',
      path: '/restored-backup/confirm',
      authenticated: true,
      handle: async (_request, user) => {
        requireAdmin(user, 'confirm a restored backup');
        if (!(await history.confirm()))
          throw new StatusError('Conflict', 'no deletions are held: there is nothing to confirm');
        return respondBody(200, answer(history));
      },
    },
  ];
}

function answer({ state: { epoch, deletionsHeld } }: RestoredState): object {
  return { epoch, deletionsHeld };
}
