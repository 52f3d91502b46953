/**
 * x509-limbo's vectors (C2SP/x509-limbo) through what the product judges servers, customers and CAs by. Not among them: what
 * it takes from live servers (online), and BetterTLS, thousands of cases about building paths.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Result } from '../../main/renewal/errors.ts'
import { checkChain } from '../../main/x509/chain/chain.ts'
import { checkServer } from '../../main/x509/chain/server-identity.ts'
import { pemToDer } from '../../main/x509/pem.ts'
import { type Answer, differencesIn, unexplained } from './differences.ts'

/** As limbo-schema.json says; names that are not read are left out. */
interface Case {
  readonly id: string
  readonly validation_kind: 'SERVER' | 'CLIENT'
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly validation_time: string | null
  readonly extended_key_usage: readonly string[] | null
  readonly expected_result: 'SUCCESS' | 'FAILURE'
  readonly expected_peer_name: { readonly kind: 'RFC822' | 'DNS' | 'IP'; readonly value: string } | null
}

/** Made anew from the project's sources (limbo/README.md), or the file that the project publishes. */
function cases(): readonly Case[] {
  const published = process.env['KOSHIN_LIMBO']
  const own = path.join(import.meta.dirname, 'limbo/cases.json.gz')
  const text = published === undefined ? gunzipSync(readFileSync(own)) : readFileSync(published)
  return (JSON.parse(text.toString()) as { readonly testcases: readonly Case[] }).testcases
}

describe('x509-limbo', () => {
  it('a chain is believed where it is one, and nothing else is, each difference has its reason, and each reason a difference', () => {
    const asked = cases().filter(({ id }) => !/^(online|bettertls)::/.test(id))
    const answers: Answer[] = asked.map((one) => {
      const found = judged(one)
      const wanted = one.expected_result === 'SUCCESS'
      return { name: one.id, wanted, given: found.ok, ...(found.ok ? {} : { cause: found.failure.cause ?? '' }) }
    })
    expect(answers.length).toBeGreaterThan(150)
    expect(unexplained(answers, differencesIn('limbo.json')['chains']!)).toEqual({ withoutReason: [], needless: [] })
  })
})

function judged(one: Case): Result<void> {
  const now = one.validation_time === null ? Date.now() : Date.parse(one.validation_time)
  const anchors = one.trusted_certs.flatMap(dersOf)
  const { expected_peer_name: name } = one
  if (one.validation_kind === 'SERVER' && (name?.kind === 'DNS' || name?.kind === 'IP')) {
    return checkServer([one.peer_certificate, ...one.untrusted_intermediates], name.value, anchors, now)
  }
  const [leaf] = dersOf(one.peer_certificate)
  const wanted = one.validation_kind === 'CLIENT' || one.extended_key_usage?.includes('clientAuth') === true
  const purpose = wanted ? 'clientAuth' : 'serverAuth'
  return checkChain(leaf!, one.untrusted_intermediates.flatMap(dersOf), anchors, { now, purpose })
}

function dersOf(pem: string): readonly Uint8Array[] {
  const found = pemToDer(pem)
  return found.ok ? found.value : []
}
