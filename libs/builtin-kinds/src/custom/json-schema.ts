import { isJson, mapOf, textOf, textsOf, type Json } from '../json.js';

/** Reading the structural schema of a custom kind (apiextensions v1), whose own form the API server has checked. */

export type JsonSchema = Json;

export function propertiesOf(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  return Object.entries(mapOf(schema['properties'])).flatMap(([name, value]) =>
    isJson(value) ? [[name, value] as const] : [],
  );
}

/** The schema of values under keys that are not named; true: anything; undefined: there is none. */
export function additionalOf(schema: JsonSchema): JsonSchema | true | undefined {
  const additional = schema['additionalProperties'];
  if (isJson(additional)) return additional;
  return additional === true ? true : undefined;
}

export function itemsOf(schema: JsonSchema): JsonSchema | undefined {
  return isJson(schema['items']) ? schema['items'] : undefined;
}

export function isIntOrString(schema: JsonSchema): boolean {
  return schema['x-kubernetes-int-or-string'] === true;
}

export function isEmbedded(schema: JsonSchema): boolean {
  return schema['x-kubernetes-embedded-resource'] === true;
}

export function keepsUnknown(schema: JsonSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}

export function typeOf(schema: JsonSchema): string {
  return textOf(schema['type']);
}

export function requiredOf(schema: JsonSchema): readonly string[] {
  return textsOf(schema['required']);
}

/** The version that objects are stored in. */
export function storageVersion(definition: Json): Json | undefined {
  return versionsOf(definition).find((version) => version['storage'] === true);
}

export function versionsOf(definition: Json): readonly Json[] {
  const versions = mapOf(definition['spec'])['versions'];
  return Array.isArray(versions) ? versions.filter(isJson) : [];
}

export function schemaOfVersion(version: Json): JsonSchema {
  return mapOf(mapOf(version['schema'])['openAPIV3Schema']);
}
