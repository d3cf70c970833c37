/** A request and its answer, free of any web framework. */
export {};
//# sourceMappingURL=request.js.map