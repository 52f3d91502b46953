/**
 * `npm run policy-templates [-- --check]`: makes what IT departments deploy out of the schema of the managed policy,
 * into build/policy, and the table in build/docs/policy.md. With --check nothing is written: it ends with 1 when a file differs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { adml, admx } from '../policy/admx.mjs'
import { manifest, mobileconfig } from '../policy/macos.mjs'
import { paperWithTable } from '../policy/paper.mjs'
import { readSettings } from '../policy/settings.mjs'
import { example } from '../policy/words.mjs'
import { inRoot } from '../lib/root.mjs'

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const files = await make()
  const changed = Object.entries(files).filter(([name, text]) => readOr(name, '') !== text)
  if (values.check && changed.length > 0) {
    throw new Foreseen(
      `${changed.map(([name]) => name).join(', ')}: not as the schema says; run npm run policy-templates`,
    )
  }
  for (const [name, text] of changed) {
    mkdirSync(path.dirname(inRoot(name)), { recursive: true })
    writeFileSync(inRoot(name), text)
  }
  say(`${Object.keys(files).length} files, ${changed.length} changed`)
} catch (error) {
  giveUp(error)
}

async function make() {
  const { settings, schema } = await readSettings()
  // An example that the program refuses would be worse than none.
  const forFolder = (folder) => (schema.parse(example(folder)), example(folder))
  return {
    'build/policy/windows/koshin.admx': windows(admx(settings)),
    'build/policy/windows/en-US/koshin.adml': windows(adml(settings, 'en')),
    'build/policy/windows/ja-JP/koshin.adml': windows(adml(settings, 'ja')),
    'build/policy/macos/koshin.mobileconfig': mobileconfig(forFolder('/Library/Application Support/Koshin')),
    'build/policy/macos/jp.koshin.app.plist': manifest(settings),
    'build/policy/linux/policy.json': `${JSON.stringify(forFolder('/etc/koshin'), undefined, 2)}\n`,
    'build/docs/policy.md': paperWithTable(readOr('build/docs/policy.md', ''), settings, 'en'),
    'build/docs/ja/policy.md': paperWithTable(readOr('build/docs/ja/policy.md', ''), settings, 'ja'),
  }
}

/** Group Policy's editor reads texts beyond ASCII reliably with a byte order mark only. */
function windows(text) {
  return `\ufeff${text}`
}

function readOr(name, other) {
  try {
    return readFileSync(inRoot(name), 'utf8')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return other
    throw error
  }
}
