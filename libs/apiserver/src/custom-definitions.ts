import { definitionWarnings } from '#libs/builtin-kinds';
import { type AdmissionPlugin } from './admission.js';

const NONE: readonly string[] = [];

/** Tells who writes a CustomResourceDefinition which parts of it are kept and not acted on here. */
export const customDefinitionWarnings: AdmissionPlugin = {
  name: 'CustomDefinitionWarnings',
  admit: ({ resource, operation, subresource, object }) =>
    resource.resource === 'customresourcedefinitions' && operation !== 'DELETE' && subresource === ''
      ? definitionWarnings(object)
      : NONE,
};
