import { readFileSync } from 'node:fs';
/** What kube-apiserver v1.26 answered kubectl (tests only; descriptions and hashes taken out). */
export const recorded = JSON.parse(readFileSync(new URL('fixtures/recorded.json', import.meta.url), 'utf8'));
//# sourceMappingURL=recorded.fixture.js.map