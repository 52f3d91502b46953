/** What `npm test` checks, in this order. */
import { randomInt } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { tool } from '../lib/command.mjs'
import { ownDisplay } from '../lib/display.mjs'
import { packDirectory } from '../commands/dist-dir.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { buildAppImage } from '../packaging/linux/appimage.mjs'
import { buildDeb } from '../packaging/linux/deb.mjs'
import { buildRpm } from '../packaging/linux/rpm.mjs'
import { cleanRoot } from '../packaging/clean-root.mjs'
import { buildWindowsInstallers } from '../packaging/windows.mjs'
import { bundle } from '../commands/bundle.mjs'
import { inRoot } from '../lib/root.mjs'
import { coreFoundation } from './core-foundation.mjs'
import { foreignPart } from './foreign-parts.mjs'
import { madeUpTrials, packMadeUpBanks } from './peers/made-up-banks.mjs'
import { newerOpenssl } from './openssl.mjs'
import { check, playwrightResults, vitestResults } from './results.mjs'
import { vectors } from './vectors.mjs'
import { wineEnvironment } from './wine.mjs'

const minute = 60_000
const sources = ['main', 'preload', 'renderer']
const formatting = ['--config-path', 'build/config/formatter.json', ...sources, 'build', 'tests']

/**
 * `run` resolves with the Results of results.mjs. `work` is a folder for one run of the tests: results are written
 * there, and it is the home of everything that is tested. `output` is where programs write, if not on the console.
 * `files` are those that were named, if any. A step that is `aside` has windows to wait for and runs beside the others,
 * where it can have a display of its own; so may any other, once that one has ended: the last ones are not the longest, so
 * that both end at about the same time. One that is `patient` computes and waits for nobody, and nothing in it fails for
 * being slow: it has what both of these leave of the processor. One that is `light` needs nothing but what npm installs.
 */
export const steps = [
  { name: 'build', run: builds },
  checking('format', '@biomejs/biome', ['format', ...formatting], 'biome'),
  checking('lint', 'oxlint', ['--config', 'build/config/linter.json', '--deny-warnings']),
  // The native compiler takes a fifth of the processor; dependency-cruiser wants the one before it.
  checking('types', 'typescript-native', ['--build', '--singleThreaded'], 'tsc'),
  checking('rules', 'dependency-cruiser', ['--config', 'build/config/dependency-rules.cjs', ...sources], 'depcruise'),
  checking('unused', 'knip', ['--config', 'build/config/knip.json']),
  { ...testing('unit', undefined, [], undefined, 15 * minute), light: true },
  { ...testing('model'), patient: true },
  { name: 'x509-in-electron', run: inElectron('unit', () => ({}), ['tests/unit/x509']) },
  { name: 'conformance', run: inElectron('conformance', vectors) },
  testing('protocol', newerOpenssl),
  { name: 'faults', run: faults('cut') },
  { name: 'e2e', run: endToEnd('e2e'), aside: process.platform === 'linux' },
  { name: 'looks', run: endToEnd('looks') },
  testing('contract', async () => ({ ...(await wineEnvironment()), ...(await coreFoundation()) })),
  { name: 'faults:whole', run: faults('whole'), onRequest: true },
  { name: 'model:whole', run: everyCourse, onRequest: true },
  // For `npm run faults`: the attacks that are a part of other steps.
  { name: 'takeovers', run: endToEnd('takeovers', 'e2e', ['security', 'secrets', 'takeover']), onRequest: true },
  { ...testing('unit', undefined, ['tests/unit/supply-chain']), name: 'supply-chain', onRequest: true },
  // For `npm run verify`: the demo with its pictures.
  { name: 'walk', run: endToEnd('walk'), onRequest: true },
  // Takes long, and needs Debian's archive: not part of npm test.
  { name: 'packages', run: packages, onRequest: true },
]

async function builds() {
  await bundle()
  return check('build', true)
}

/** A check of the sources by a tool that ends with 0 where it finds nothing. */
function checking(name, packageName, args, program) {
  return {
    name,
    light: true,
    patient: true,
    run: async (_work, { output = undefined, patient = false } = {}) =>
      check(name, (await tool(packageName, args, { limit: 20 * minute, program, output, patient })) === 0),
  }
}

/**
 * One project of tests/vitest.config.ts, or some `files` of it. `context` prepares what it needs, and says so in variables;
 * `node` runs it, by default this very one.
 * @param {string} name
 * @param {() => object | Promise<object>} [context]
 * @param {readonly string[]} [files]
 * @param {string} [node]
 * @param {number} [usualLimit] ms
 */
function testing(name, context = () => ({}), files = [], node, usualLimit = 20 * minute) {
  const reporters = ['--reporter', 'default', '--reporter', path.join(import.meta.dirname, 'vitest-results.mjs')]
  return {
    name,
    async run(work, { files: chosen = [], limit = usualLimit, output = undefined, patient = false } = {}) {
      const args = [
        'run',
        ...(chosen.length > 0 ? chosen : files),
        '--config',
        'tests/vitest.config.ts',
        ...[name, `${name}-replacing`].flatMap((project) => ['--project', project]),
      ]
      const file = path.join(work, `${name}.json`)
      const env = { ...homeIn(work), ...(await context()), KOSHIN_RESULTS: file }
      const options = { env, limit, node, output, patient }
      return vitestResults(name, file, await tool('vitest', [...args, ...reporters], options))
    },
  }
}

/** Every course of a renewal with up to five faults: takes an hour or more, and gigabytes of memory. */
function everyCourse(work, options) {
  const lasting = { KOSHIN_MODEL_FAULTS: '5', NODE_OPTIONS: '--max-old-space-size=14000' }
  return testing('model', () => lasting, ['tests/model/renewal.test.ts', 'tests/model/morning']).run(work, {
    ...options,
    limit: 600 * minute,
  })
}

/**
 * What is signed and certified, as the app meets it: Electron has BoringSSL where Node has OpenSSL. `context` and `files` as in
 * `testing`.
 * @param {string} project
 * @param {() => object | Promise<object>} context
 * @param {readonly string[]} [files]
 */
function inElectron(project, context, files) {
  return async (work, options) => {
    const { path: node } = await electronRuntime()
    const folder = path.join(work, `${project}-in-electron`)
    mkdirSync(folder)
    const prepared = async () => ({ ...(await context()), ELECTRON_RUN_AS_NODE: '1' })
    return testing(project, prepared, files, node).run(folder, options)
  }
}

/** Attacks on the real app: a cut of minutes in every run of the tests, all of them by `npm run faults`. */
function faults(extent) {
  const step = testing('faults', async () => {
    const runtime = await electronRuntime()
    // One for all files, and told by each: a cut that failed can be repeated.
    const seed = process.env['KOSHIN_SEED'] ?? String(randomInt(1_000_000))
    return { KOSHIN_SEED: seed, ...(await ownDisplay()), KOSHIN_ELECTRON: runtime.path, KOSHIN_FAULTS: extent }
  })
  return async (work, options) => {
    await bundle()
    return step.run(work, { ...options, limit: 180 * minute })
  }
}

/**
 * A project of tests/playwright.config.ts.
 * @param specs parts of the names of those that run; all, where none is named
 */
function endToEnd(name, project = name, specs = []) {
  return async (work, { output = undefined, files = [] } = {}) => {
    // Never against what an earlier state of the sources has left in out/.
    await bundle()
    const file = path.join(work, `${name}.json`)
    const runtime = await electronRuntime()
    const env = {
      ...homeIn(work),
      ...(await displays()),
      KOSHIN_ELECTRON: runtime.path,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    }
    const args = [
      'test',
      ...(files.length > 0 ? files : specs),
      '--config',
      'tests/playwright.config.ts',
      '--project',
      project,
    ]
    // Two projects may run at the same time, and each empties its folder first.
    args.push('--output', inRoot(`test-results/${name}`), '--reporter', 'list,json')
    return playwrightResults(name, file, await tool('@playwright/test', args, { env, limit: 40 * minute, output }))
  }
}

/** As many as processes of tests run at a time: a window that is waited for leaves its processor to the other one. */
async function displays() {
  const [first, second] = await Promise.all([ownDisplay(), ownDisplay()])
  return { ...first, ...(first.DISPLAY && { KOSHIN_DISPLAYS: `${first.DISPLAY} ${second.DISPLAY}` }) }
}

/** Builds the packages of this system, and installs them where nothing of Koshin ever was. */
async function packages(work) {
  await packDirectory()
  const file = path.join(work, 'packages.json')
  const folder = path.join(work, 'root')
  mkdirSync(folder)
  const lacking = await cleanRoot(folder)
  const wine = await wineEnvironment()
  const env = {
    ...homeIn(work),
    ...wine,
    ...(await buildWindowsInstallers(path.join(work, 'windows'), wine, await madeUpTrials(path.join(work, 'trials')))),
    ...(await ownDisplay()),
    KOSHIN_DEB: process.platform === 'linux' ? await buildDeb() : '',
    ...(await foreignPart('APPIMAGE', 'AppImage', buildAppImage)),
    ...(lacking === undefined
      ? {
          KOSHIN_CLEAN_ROOT: folder,
          ...(await brandedPackages(work)),
          ...(await newerRoots(work)),
          ...(await rpm(work)),
        }
      : { KOSHIN_NO_CLEAN_ROOT: lacking, KOSHIN_NO_RPM: lacking }),
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  }
  const args = ['test', '--config', 'tests/playwright.config.ts', '--project', 'packages', '--reporter', 'list,json']
  return playwrightResults('packages', file, await tool('@playwright/test', args, { env, limit: 60 * minute }))
}

/** For a root of their own: what the others bring must not be there before. */
async function brandedPackages(work) {
  const folder = path.join(work, 'brands-root')
  mkdirSync(folder)
  await cleanRoot(folder)
  const { deb, rpm } = await packMadeUpBanks(path.join(work, 'brands'))
  const [debs, rpms] = [deb, rpm].map((files) => files.join(path.delimiter))
  return { KOSHIN_BRANDS_ROOT: folder, KOSHIN_BRAND_DEBS: debs, KOSHIN_BRAND_RPMS: rpms }
}

/** Newer Debians, each where it can be had: newer NSS, GTK and fonts. */
async function newerRoots(work) {
  const made = {}
  for (const release of ['trixie', 'sid']) {
    const folder = path.join(work, `${release}-root`)
    mkdirSync(folder)
    const lacking = await cleanRoot(folder, release)
    const name = release.toUpperCase()
    Object.assign(
      made,
      lacking === undefined ? { [`KOSHIN_ROOT_${name}`]: folder } : { [`KOSHIN_NO_${name}`]: lacking },
    )
  }
  return made
}

/** The rpm, and a root of its own: what the deb brings must not be there before. */
async function rpm(work) {
  const folder = path.join(work, 'rpm-root')
  mkdirSync(folder)
  await cleanRoot(folder)
  return foreignPart('RPM', 'rpm', async () => buildRpm()).then((built) => ({ ...built, KOSHIN_RPM_ROOT: folder }))
}

/** A test that forgets to make a home of its own finds this one, and never the real one. */
function homeIn(work) {
  return { HOME: work, USERPROFILE: work }
}
