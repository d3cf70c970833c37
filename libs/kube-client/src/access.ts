import { type Agent } from 'node:http';

/** What every request to a member carries: how to prove who we are and how to know who they are. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsIdentity;
  /** Set where the kubeconfig names a proxy. */
  readonly agent?: Agent;
}

export interface TlsIdentity {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  /** False only where the kubeconfig says insecure-skip-tls-verify. */
  readonly rejectUnauthorized: boolean;
}

/** Where a member is and how to get (again) the credentials for it. */
export interface MemberAccess {
  /** `https://host:port`, possibly with a path, without a trailing slash. */
  readonly server: string;
  /** Reads files and runs plugins anew; callers cache. */
  credentials(): Promise<Credentials>;
}

/** The kubeconfig or the pod's mounts do not say how to reach a cluster. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
}
