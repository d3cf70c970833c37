import {} from './object.js';
//# sourceMappingURL=object-client.js.map