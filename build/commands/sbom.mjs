/** `npm run sbom`: what Koshin is made of, as CycloneDX JSON, into dist/sbom.cdx.json. Bundled libraries are in it, too. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { npmOutput } from '../lib/command.mjs'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { inRoot } from '../lib/root.mjs'

const result = 'dist/sbom.cdx.json'

try {
  const bill = npmOutput(['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'])
  if (bill === undefined) throw new Foreseen('npm sbom fails: it needs npm 10 or newer and an installed node_modules')
  mkdirSync(inRoot('dist'), { recursive: true })
  writeFileSync(inRoot(result), bill)
  say(`${result}: ${JSON.parse(bill).components.length} components`)
} catch (error) {
  giveUp(error)
}
