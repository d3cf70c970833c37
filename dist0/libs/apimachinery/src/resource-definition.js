import {} from './object.js';
import {} from './status-error.js';
import {} from './type-schema.js';
//# sourceMappingURL=resource-definition.js.map