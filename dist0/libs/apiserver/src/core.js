import {} from '#libs/apimachinery';
import {} from '#libs/process';
import {} from './admission.js';
import {} from './registry.js';
import {} from './request.js';
import {} from './storage.js';
//# sourceMappingURL=core.js.map