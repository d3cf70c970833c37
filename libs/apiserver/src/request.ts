/** A request and its answer, free of any web framework. */

export interface ApiRequest {
  readonly method: string;
  /** Decoded by no one: as on the request line, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Who the transport layer proved the client to be, by TLS client certificate. */
  readonly clientCertificate?:
    { readonly commonName: string; readonly organizations: readonly string[] } | undefined;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export type ApiResponse =
  | {
      readonly status: number;
      readonly headers: Record<string, string | string[]>;
      readonly body: string | Uint8Array;
    }
  /** A watch: chunks are written and flushed as they come; headers go out at once. */
  | {
      readonly status: number;
      readonly headers: Record<string, string | string[]>;
      readonly stream: AsyncIterable<string>;
    };

export interface UserInfo {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Undefined: not known; the next authenticator is asked. Throws Unauthorized for credentials that are wrong. */
export type Authenticator = (request: ApiRequest) => Promise<UserInfo | undefined> | UserInfo | undefined;

export interface Attributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Non-resource requests carry only this. */
  readonly path: string;
  readonly resourceRequest: boolean;
}

export type Authorizer = (attributes: Attributes) => Promise<Decision> | Decision;

export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}
