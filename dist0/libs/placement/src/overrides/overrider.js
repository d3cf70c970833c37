import {} from '#libs/apimachinery';
import {} from './image-reference.js';
export const OPERATORS = ['add', 'remove', 'replace'];
//# sourceMappingURL=overrider.js.map