import { type JsonObject } from '#libs/apimachinery';
import { type ImageComponent } from './image-reference.js';

/**
 * What an override changes, as read from `spec.overrideRules[].overriders` (karmada.md 1.1). Of each, only `value` may speak of the
 * cluster. add: set, whatever was there (words: appended); replace: only where it is; remove: taken off where it is.
 */
export type Overrider =
  | {
      readonly kind: 'image';
      readonly component: ImageComponent;
      readonly operator: Operator;
      readonly value: string;
      /** The one image that is meant; undefined: those of all containers. */
      readonly path: readonly string[] | undefined;
    }
  | {
      readonly kind: 'words';
      readonly of: 'command' | 'args';
      readonly container: string;
      readonly operator: 'add' | 'remove';
      readonly value: readonly string[];
    }
  | {
      readonly kind: 'env';
      readonly container: string;
      readonly operator: Operator;
      readonly value: readonly EnvEntry[];
    }
  | {
      readonly kind: 'map';
      readonly of: 'labels' | 'annotations';
      readonly operator: Operator;
      readonly value: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'pointer';
      readonly operator: Operator;
      readonly path: readonly string[];
      readonly value: unknown;
    }
  | { readonly kind: 'mergePatch'; readonly value: JsonObject };

export const OPERATORS = ['add', 'remove', 'replace'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface EnvEntry extends JsonObject {
  readonly name: string;
}
