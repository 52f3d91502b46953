/**
 * `npm run portal-contract [-- --check]`: makes the contract of a bank's portal, build/bank/portal.openapi.json, from the
 * schemas by which client and demo bank read, and from what the client does. With --check nothing is written: it ends with
 * 1 when the file differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { portalContract } from '../../bank/contract.mjs'
import { Foreseen, giveUp, say } from '../../lib/console.mjs'
import { productModule } from '../../lib/product.mjs'
import { inRoot } from '../../lib/root.mjs'

const file = 'build/bank/portal.openapi.json'

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const [answers, requests, { createPortal }] = await Promise.all(
    ['main/bank/portal/answers.ts', 'main/demo-bank/portal/requests.ts', 'main/bank/portal/portal.ts'].map(
      productModule,
    ),
  )
  const made = `${JSON.stringify(await portalContract({ answers, requests, createPortal }), undefined, 2)}\n`
  const same = existsSync(inRoot(file)) && readFileSync(inRoot(file), 'utf8') === made
  if (values.check && !same) throw new Foreseen(`${file} is not as the schemas say; run npm run portal-contract`)
  if (!same) writeFileSync(inRoot(file), made)
  say(`${file} is ${same ? 'as it was' : 'made anew'}`)
} catch (error) {
  giveUp(error)
}
