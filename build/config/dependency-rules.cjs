/** Which folder may know which: data flows from windows through contract and main to the domain; main/compose alone wires it. */

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** Types vanish in the build: they tie no code together. */
const values = { dependencyTypesNot: ['type-only'] }

/** The roots where everything is put together. */
const roots = '^main/(index\\.ts|compose/)'

/** Entries of processes of their own, and of windows. */
const entries =
  '^(main/(index|keystore/(linux|linux/tokens|windows|macos)/worker|demo-bank/index)|preload/(bridge|consent|proxy|password|demo))\\.ts$'
const pages = '^renderer/(app\\.tsx|windows/(consent|proxy|password|demo-bank)/entry\\.tsx)$'

module.exports = {
  forbidden: [
    forbid('no-cycles', 'Data falls one way.', {}, { circular: true }),
    forbid(
      'no-orphans',
      'A file that nothing reaches is not part of the product.',
      { orphan: true, pathNot: [entries, pages, '\\.d\\.ts$'] },
      {},
    ),
    forbid(
      'domain-imports-nothing',
      'main/renewal is the domain: no Electron, no Node, no packages, no other folder.',
      { path: '^main/renewal/' },
      { pathNot: '^main/renewal/' },
    ),
    forbid(
      'adapters-hang-on-the-domain',
      'An adapter knows the domain and certificates, never windows, composition or another adapter.',
      { path: '^main/(bank|handover|keystore|logging|schedule|storage|updates|x509)/' },
      {
        path: '^(main|preload|renderer)/',
        pathNot: [
          '^main/renewal/',
          '^main/x509/',
          '^main/$1/',
          '^main/(desktop-entry|interpreted-schemas|regular-file|system-libraries)\\.ts$',
        ],
      },
    ),
    forbid(
      'certificates-know-no-adapter',
      'main/x509 is used by adapters, not the other way round.',
      { path: '^main/x509/' },
      { path: '^main/', pathNot: ['^main/renewal/', '^main/x509/'] },
    ),
    forbid(
      'what-people-see-meets-no-adapter',
      'Only main/compose and main/index.ts bring windows, commands and adapters together.',
      { path: '^main/(desktop|cli)/' },
      { path: '^main/(bank|handover|keystore|logging|schedule|storage|updates)/', ...values },
    ),
    forbid(
      'desktop-and-cli-do-not-know-each-other',
      'What people see and what runs without a window stand side by side.',
      { path: '^main/(desktop|cli)/' },
      { path: '^main/(desktop|cli)/', pathNot: '^main/$1/' },
    ),
    forbid(
      'the-flow-knows-no-electron',
      'Which window is shown is decided without windows, notifications or the life of the process.',
      { path: '^main/desktop/(flow|certificates)/' },
      { path: '(^main/desktop/(windows|notices|lifecycle)/|node_modules/electron/)', ...values },
    ),
    forbid(
      'electron-is-known-to-what-shows',
      'Of what people see, only windows, notices, lifecycle and their words know Electron.',
      { path: '^main/desktop/', pathNot: '^main/desktop/(windows|notices|lifecycle|words)/' },
      { path: 'node_modules/electron/' },
    ),
    forbid('nothing-reaches-up-to-the-roots', 'Only main/index.ts composes.', { pathNot: roots }, { path: roots }),
    forbid(
      'the-demo-bank-is-reached-over-the-network',
      'The client shares types of its control end points with the demo bank, and no code.',
      { path: '^(main|preload|renderer)/', pathNot: '^main/demo-bank/' },
      { path: '^main/demo-bank/', ...values },
    ),
    forbid(
      'the-demo-bank-shares-its-contract-only',
      'Not even types of the inside of the demo bank are known to the client.',
      { path: '^(main|preload|renderer)/', pathNot: '^main/demo-bank/' },
      { path: '^main/demo-bank/', pathNot: '^main/demo-bank/control\\.ts$' },
    ),
    forbid(
      'the-demo-bank-is-no-part-of-the-client',
      "A bank that shared the client's code would agree with its mistakes. Reading DER is shared, and what the product is called.",
      { path: '^main/demo-bank/' },
      { path: '^(main|preload|renderer)/', pathNot: ['^main/demo-bank/', '^main/x509/', '^main/renewal/product/'] },
    ),
    forbid(
      'preload-is-small',
      'Preloads know the contract and the domain words in it, and nothing else of ours.',
      { path: '^preload/' },
      {
        path: '^(main|renderer)/',
        pathNot: '^main/renewal/(errors|key|web-address|machine/phase|product/[a-z]+|watched/(kind|limits))\\.ts$',
      },
    ),
    forbid(
      'windows-know-the-contract',
      'Windows see the main process through the contract only, with the dates, the help desk and the product name that both write and the codes that both read, and Node not at all.',
      { path: '^renderer/' },
      {
        path: '^(main|preload)/',
        pathNot: '^(preload/(capabilities|contract|dates|entered|help-desk)|main/renewal/product/[a-z]+)\\.ts$',
      },
    ),
    forbid('windows-have-no-node', 'Renderers are sandboxed.', { path: '^renderer/' }, { dependencyTypes: ['core'] }),
    forbid(
      'windows-have-no-electron',
      'Renderers are sandboxed.',
      { path: '^renderer/' },
      { path: 'node_modules/electron/' },
    ),
    forbid('everything-is-found', 'An import that cannot be resolved is a mistake.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
}
