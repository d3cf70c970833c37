import {} from '#libs/process';
import {} from './core.js';
import {} from './path.js';
import {} from './registry.js';
import {} from './request.js';
//# sourceMappingURL=exchange.js.map