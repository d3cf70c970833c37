import { definitionWarnings } from '#libs/builtin-kinds';
import {} from './admission.js';
const NONE = [];
/** Tells who writes a CustomResourceDefinition which parts of it are kept and not acted on here. */
export const customDefinitionWarnings = {
    name: 'CustomDefinitionWarnings',
    admit: ({ resource, operation, subresource, object }) => resource.resource === 'customresourcedefinitions' && operation !== 'DELETE' && subresource === ''
        ? definitionWarnings(object)
        : NONE,
};
//# sourceMappingURL=custom-definitions.js.map