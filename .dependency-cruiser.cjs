/** Import rules of DESIGN section 1, as data: who may import whom. */
const may = {
  'apps/hub': ['libs/(?!kube-client)[a-z-]+', 'migrations'],
  'apps/agent': ['libs/(?!store|placement|routing|apiserver)[a-z-]+'],
  'apps/edge': ['libs/(dns|routing|protocol|transport|process|apimachinery)'],
  'apps/simulator': [
    'libs/(apiserver|builtin-kinds|cluster-controllers|controller-runtime|apimachinery|process)',
  ],
  'libs/apimachinery': [],
  'libs/builtin-kinds': ['libs/apimachinery'],
  'libs/apiserver': ['libs/(apimachinery|builtin-kinds|process)'],
  'libs/cluster-controllers': ['libs/(apimachinery|controller-runtime|process)'],
  'libs/kinds': ['libs/(builtin-kinds|apimachinery)'],
  'libs/placement': ['libs/(kinds|apimachinery)'],
  'libs/routing': ['libs/apimachinery'],
  'libs/dns': ['libs/(apimachinery|process)'],
  'libs/controller-runtime': ['libs/(apimachinery|process)'],
  'libs/store': ['libs/(kinds|apiserver|apimachinery|process)', 'migrations'],
  'libs/protocol': ['libs/apimachinery'],
  'libs/transport': ['libs/(protocol|process)'],
  'libs/kube-client': ['libs/(apimachinery|process)'],
  'libs/embedded': ['libs/process'],
  'libs/process': [],
  migrations: [],
};
const inside = Object.entries(may).map(([part, allowed]) => ({
  name: `boundary-of-${part.replace('/', '-')}`,
  comment: `${part} may import only what DESIGN section 1 allows`,
  severity: 'error',
  from: { path: `^${part}/` },
  to: { path: '^(apps|libs|migrations|test)/', pathNot: [`^${part}/`, ...allowed.map((a) => `^${a}/`)] },
}));
const pure = '^libs/(apimachinery|builtin-kinds|kinds|placement|routing)/';
module.exports = {
  forbidden: [
    ...inside,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'apps-never-meet',
      severity: 'error',
      from: { path: '^apps/(hub|agent|edge|simulator)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-only-through-index',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/', pathNot: '^libs/[a-z-]+/((nest|metrics)/)?src/index\\.ts$' },
    },
    {
      name: 'other-libs-only-through-index',
      severity: 'error',
      from: { path: '^libs/([a-z-]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/[a-z-]+/((nest|metrics)/)?src/index\\.ts$', '^libs/$1/'] },
    },
    {
      name: 'nest-in-three-places',
      comment: 'Nest lives in apps/hub, apps/agent and libs/transport/nest only',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^apps/(hub|agent)/', '^libs/transport/nest/'] },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'nats-client-in-transport-only',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/transport/' },
      to: { path: 'node_modules/nats/' },
    },
    {
      name: 'domain-reaches-no-io',
      comment: 'pure libs reach no I/O, directly or not',
      severity: 'error',
      from: { path: pure, pathNot: '\\.spec\\.ts$' },
      to: { path: '^(fs|net|tls|http|https|child_process|dns|pg|typeorm|nats|node:.*)', reachable: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|^\\.meridian/)' },
  },
};
