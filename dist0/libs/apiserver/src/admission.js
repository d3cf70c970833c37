import {} from '#libs/apimachinery';
import {} from './request.js';
//# sourceMappingURL=admission.js.map