import { parseApiVersion, type KubeObject } from '#libs/apimachinery';
import { type KindName } from '#libs/protocol';
import { markOf } from '../work/marks.js';
import { MAX_ORPHANS } from './limits.js';

/** A member object that bears our mark, and that no work is known for. */
export interface Orphan extends KindName {
  readonly uid: string;
  /** From its mark: the work that made it so. */
  readonly epoch: number;
  readonly generation: number;
}

/**
 * Orphans as the watches show them: of a checkpoint that was lost, or a member that went back in time. They are told to
 * the hub and left alone: only its explicit word removes one.
 */
export class Orphans {
  private readonly found = new Map<string, Orphan>();

  /** `key`: subject hash. Beyond the limit they are not remembered; fewer will be there when these are dealt with. */
  saw(key: string, { apiVersion, kind, metadata }: KubeObject): void {
    if (this.found.size >= MAX_ORPHANS && !this.found.has(key)) return;
    const { group } = parseApiVersion(apiVersion);
    const mark = markOf(metadata.annotations) ?? { epoch: 0, generation: 0 };
    this.found.set(key, { group, kind, uid: metadata.uid ?? '', ...mark });
  }

  gone(key: string, uid: string): void {
    if (this.found.get(key)?.uid === uid) this.found.delete(key);
  }

  /** Those that `isKnown` does not know by now. */
  *without(isKnown: (key: string) => boolean): Generator<[string, Orphan]> {
    for (const entry of this.found) {
      if (isKnown(entry[0])) this.found.delete(entry[0]);
      else yield entry;
    }
  }
}
