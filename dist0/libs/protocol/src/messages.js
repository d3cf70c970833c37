import {} from './audit.js';
import {} from './member-events.js';
//# sourceMappingURL=messages.js.map