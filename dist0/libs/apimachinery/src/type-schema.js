/**
 * The shape of a type, as data. One graph drives validation, unknown-field checks, strategic merge patch,
 * server-side apply, OpenAPI and protobuf. Built-in types come from the facts in libs/builtin-kinds; custom
 * resources build the same graph from their structural schema.
 */
export {};
//# sourceMappingURL=type-schema.js.map