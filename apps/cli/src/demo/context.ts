import { type KubeObject } from '#libs/apimachinery';
import { type KubeHttp } from '../kube-http.js';
import { type EdgePlace } from './edges.js';
import { type Place } from './places.js';

/** What the steps of the story work with. */
export interface StoryContext {
  readonly places: readonly Place[];
  /** One for each region. */
  readonly edges: readonly EdgePlace[];
  readonly hub: KubeHttp;
  readonly member: (cluster: string) => KubeHttp;
  /** Prints a command as the user would type it. */
  readonly typed: (command: string) => void;
  /** Prints what came back. */
  readonly said: (text: string) => void;
  /** Switches a cluster off (power cut) and on again. */
  readonly powerOff: (cluster: string) => Promise<void>;
  readonly powerOn: (cluster: string) => Promise<void>;
  readonly stopHub: () => Promise<void>;
  readonly startHub: () => Promise<void>;
}

export interface Step {
  readonly id: string;
  /** The number in the walkthrough. */
  readonly number: number;
  readonly title: string;
  /** The command that the step stands for, as in `--json`. */
  readonly command: string;
  readonly run: (context: StoryContext) => Promise<void>;
}

/** Waits until `holds` in every cluster; answers the objects by cluster. @throws Error that names the first cluster where not */
export async function everywhere(
  context: StoryContext,
  path: string,
  what: string,
  holds: (object: KubeObject | undefined) => boolean,
): Promise<Map<string, KubeObject | undefined>> {
  const found = await Promise.all(
    context.places.map(async ({ cluster }): Promise<[string, KubeObject | undefined]> => [
      cluster,
      await context.member(cluster).until(path, `${what} in ${cluster}`, holds),
    ]),
  );
  return new Map(found);
}

/** A value deep in an object; undefined where the path ends early. */
export function at(object: unknown, ...path: readonly (string | number)[]): unknown {
  let value: unknown = object;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
