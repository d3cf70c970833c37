/** Reports are stored whole; store imports no protocol (DESIGN section 1), so it names only what it looks at. */
export interface ObjectReport {
  readonly cluster: string;
  readonly epoch: number;
  readonly generation: number;
  readonly instance: string;
  readonly sequence: number;
  readonly state: string;
  readonly [field: string]: unknown;
}

export interface HeartbeatReport {
  readonly cluster: string;
  readonly instance: string;
  readonly sequence: number;
  readonly [field: string]: unknown;
}
