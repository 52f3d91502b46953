/**
 * NIST's Public Key Interoperability Test Suite (PKITS) through the building and checking of chains: each certificate whose
 * name says whether its chain is valid, among the CA certificates of all of them. Those whose names do not say so depend
 * on the policies that an application asks for; Koshin asks for none.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkChain } from '../../main/x509/chain/chain.ts'
import { type Answer, differencesIn, unexplained } from './differences.ts'

const folder = process.env['KOSHIN_PKITS']
if (folder === undefined) console.warn(`skipped: ${process.env['KOSHIN_NO_PKITS'] ?? 'KOSHIN_PKITS names no folder'}`)

/** The suite's certificates are valid from 2010 to 2030. */
const now = Date.UTC(2026, 10, 1)

describe.skipIf(folder === undefined)('PKITS', () => {
  it('a chain is built and believed where it is valid, and no other is', () => {
    const read = (name: string) => new Uint8Array(readFileSync(path.join(folder!, name)))
    const names = readdirSync(folder!).filter((name) => name.endsWith('.crt'))
    const anchors = [read('TrustAnchorRootCertificate.crt')]
    const authorities = names.filter((name) => !/EE\.crt$/.test(name)).map(read)
    const answers: Answer[] = names.flatMap((file) => {
      const said = /^((?:In)?[Vv]alid)\w*EE\.crt$/.exec(file)?.[1]
      if (said === undefined) return []
      // Another list is another answer of a bank, with a budget of its own.
      const found = checkChain(read(file), [...authorities], anchors, { now, purpose: 'any' })
      const cause = found.ok ? undefined : found.failure.cause
      return [{ name: path.basename(file, '.crt'), wanted: said === 'Valid', given: found.ok, ...(cause && { cause }) }]
    })
    expect(answers.length).toBeGreaterThan(190)
    expect(unexplained(answers, differencesIn('pkits.json')['chains']!)).toEqual({ withoutReason: [], needless: [] })
  })
})
