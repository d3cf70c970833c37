/**
 * The hub's end of the port between hub and edges (the other one is `EdgeTransport`): routing tables go down, as last values
 * by subject; what edges say comes up and is not kept by the broker.
 */
export {};
//# sourceMappingURL=route-transport.js.map