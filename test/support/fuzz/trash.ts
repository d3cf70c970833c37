/** What is put in the place of something better. */

export const TRASH = [
  '',
  '\0',
  '%zz',
  '%00',
  '..',
  '{',
  '[[[[',
  '"',
  '\u2028',
  '\ud800',
  '999999999999999999999',
  '-1',
  '1e400',
  'null',
  '__proto__',
  'constructor',
  'a'.repeat(5000),
];

export const SELECTORS = [
  'a=b,c!=d,!e,f',
  'a in (b,c),d notin (e)',
  'a in (',
  'a==b==c',
  ',,,',
  '!!a',
  'metadata.name=x',
  'metadata.name=x,metadata.namespace!=y',
  'involvedObject.name=a\\,b,type=Warning',
  'status.phase',
  'a'.repeat(300) + '=b',
  'example.com/a/b=c',
  `a=${'b'.repeat(64)}`,
];

export const TOKENS = [
  'Bearer admin',
  'bearer admin',
  'Bearer',
  'Bearer  ',
  'Basic YWRtaW46YWRtaW4=',
  'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.',
  'Digest username="admin"',
  `Bearer ${'x'.repeat(9000)}`,
  'Negotiate YII=',
];
