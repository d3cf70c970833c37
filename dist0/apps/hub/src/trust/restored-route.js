import { StatusError } from '#libs/apimachinery';
import { MASTERS, respondBody } from '#libs/apiserver';
/**
 * For admins, after an older backup took over: `GET /restored-backup` tells the epoch and whether deletions wait,
 * `POST /restored-backup/confirm` lets them go out.
 */
export function restoredRoutes(history) {
    return [
        {
            method: 'GET',
            path: '/restored-backup',
            authenticated: true,
            handle: (_request, user) => {
                requireAdmin(user);
                return respondBody(200, answer(history));
            },
        },
        {
            method: 'POST',
            path: '/restored-backup/confirm',
            authenticated: true,
            handle: async (_request, user) => {
                requireAdmin(user);
                if (!(await history.confirm()))
                    throw new StatusError('Conflict', 'no deletions are held: there is nothing to confirm');
                return respondBody(200, answer(history));
            },
        },
    ];
}
function answer({ state: { epoch, deletionsHeld } }) {
    return { epoch, deletionsHeld };
}
function requireAdmin(user) {
    if (user?.groups.includes(MASTERS))
        return;
    throw new StatusError('Forbidden', 'only a member of system:masters may confirm a restored backup');
}
//# sourceMappingURL=restored-route.js.map