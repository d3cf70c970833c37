/**
 * gitVersion must be a semantic version, and our mark is build metadata, not a pre-release: Helm compares charts'
 * `kubeVersion` with it, and v1.33.0-x would be older than v1.33.0.
 */
export const API_LEVEL = {
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
//# sourceMappingURL=version-info.js.map