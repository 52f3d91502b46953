/**
 * `npm run policy-templates [-- --check]`: makes what IT departments deploy out of the schema of the managed policy,
 * into build/policy, and the table in build/docs/company/policy.md. With --check nothing is written: it ends with 1 when a file differs.
 *
 * `npm run policy-templates -- --settings FILE [--issuer NAME]… --browsers FOLDER`: makes the policies of the browsers for the
 * banks in a settings file; NAME is the common name of a CA that issues for customers and is not among the trust anchors.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Foreseen, giveUp, say } from '../../lib/console.mjs'
import { readSites } from '../../policy/bank-sites.mjs'
import { browserFiles } from '../../policy/browsers.mjs'
import { paperWithTable } from '../../policy/paper.mjs'
import { readSettings } from '../../policy/settings.mjs'
import { templates } from '../../policy/templates.mjs'
import { example, exampleIssuer } from '../../policy/words.mjs'
import { productModule } from '../../lib/product.mjs'
import { inRoot, readOr } from '../../lib/root.mjs'

try {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      settings: { type: 'string' },
      issuer: { type: 'string', multiple: true, default: [] },
      browsers: { type: 'string' },
    },
  })
  const { settings, issuer, browsers } = values
  if ((settings === undefined) !== (browsers === undefined) || (settings === undefined && issuer.length > 0))
    throw new Foreseen('npm run policy-templates -- --settings FILE [--issuer NAME]… --browsers FOLDER')
  const files = settings === undefined ? await make() : await makeForBrowsers({ settings, issuer, browsers })
  const changed = Object.entries(files).filter(([name, text]) => readOr(name, '') !== text)
  if (values.check && changed.length > 0) {
    throw new Foreseen(
      `${changed.map(([name]) => name).join(', ')}: not as the schema says; run npm run policy-templates`,
    )
  }
  for (const [name, text] of changed) write(fromRoot(name), text)
  say(`${Object.keys(files).length} files, ${changed.length} changed`)
} catch (error) {
  giveUp(error)
}

async function makeForBrowsers({ settings, issuer, browsers }) {
  // npm runs scripts in the repository, wherever it was called.
  const named = (name) => path.resolve(process.env.INIT_CWD ?? '.', name)
  const { sites, without } = await readSites(named(settings), issuer)
  for (const bank of without) say(`${bank}: no bankingUrl, so that browsers are told nothing of it`)
  return inFolder(named(browsers), browserFiles(sites))
}

/** @param {Record<string, string>} files */
function inFolder(folder, files) {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [path.join(folder, name), text]))
}

async function make() {
  const { settings, schema } = await readSettings()
  const { product } = await productModule('main/renewal/product/product.ts')
  const { bank } = example('/etc/koshin')
  const site = { url: bank.bankingUrl, issuers: [{ CN: exampleIssuer }] }
  return {
    ...inFolder('build/policy/browsers', browserFiles([site])),
    ...inFolder('build/policy', templates({ settings, schema }, product)),
    'build/docs/company/policy.md': paperWithTable(readOr('build/docs/company/policy.md', ''), settings, 'en'),
    'build/docs/ja/company/policy.md': paperWithTable(readOr('build/docs/ja/company/policy.md', ''), settings, 'ja'),
  }
}

function write(file, text) {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  } catch (error) {
    throw new Foreseen(`${file} cannot be written: ${/** @type {Error} */ (error).message}`)
  }
}

/** An absolute path is what it is. */
function fromRoot(name) {
  return path.resolve(inRoot(), name)
}
