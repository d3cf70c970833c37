import { StatusError } from '#libs/apimachinery';
import { MASTERS, type UserInfo } from '#libs/apiserver';

/** `what`: what only an admin may do, for the refusal. @throws StatusError Forbidden */
export function requireAdmin(user: UserInfo | undefined, what: string): void {
  if (user?.groups.includes(MASTERS)) return;
  throw new StatusError('Forbidden', `only a member of ${MASTERS} may ${what}`);
}
