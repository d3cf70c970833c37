import { readFileSync } from 'node:fs';

interface Recorded {
  readonly accept: { readonly 'aggregated1.32': string; readonly table: string };
  readonly aggregated: {
    readonly contentType: string;
    readonly apps: RecordedGroup;
    readonly autoscaling: RecordedGroup;
  };
  readonly legacy: {
    readonly 'apps/v1': { readonly resources: readonly { readonly name: string }[] };
    readonly groups: Readonly<Record<string, unknown>>;
  };
  readonly table: RecordedTable;
  readonly tableDate: string;
}

export interface RecordedGroup {
  readonly versions: readonly {
    readonly version: string;
    readonly resources: readonly Record<string, unknown>[];
  }[];
}

export interface RecordedTable {
  readonly columnDefinitions: readonly {
    readonly name: string;
    readonly type: string;
    readonly format: string;
    readonly priority: number;
  }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: RecordedObject }[];
}

interface RecordedObject {
  readonly metadata: { readonly name: string; readonly creationTimestamp: string };
}

/** What kube-apiserver v1.26 answered kubectl (tests only; descriptions and hashes taken out). */
export const recorded = JSON.parse(
  readFileSync(new URL('fixtures/recorded.json', import.meta.url), 'utf8'),
) as Recorded;
