/** What `GET /version` answers. The API level is the Kubernetes release whose API this server imitates. */
export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly buildDate: string;
  readonly goVersion: string;
  readonly compiler: string;
  readonly platform: string;
}

/**
 * gitVersion must be a semantic version, and our mark is build metadata, not a pre-release: Helm compares charts'
 * `kubeVersion` with it, and v1.33.0-x would be older than v1.33.0.
 */
export const API_LEVEL: VersionInfo = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0+meridian',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-11-21T00:00:00Z',
  goVersion: 'go1.24.0',
  compiler: 'gc',
  platform: 'linux/amd64',
};
