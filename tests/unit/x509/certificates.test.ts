import { describe, expect, it } from 'vitest'
import { createCertificates } from '../../../main/x509/certificates.ts'
import { makeAuthority, makeKeys, now } from './authority.ts'

const [bank, stranger] = [makeAuthority('Bank'), makeAuthority('Stranger')]
const client = bank.leaf(makeKeys())

describe('the domain’s view of certificates', () => {
  it('believes the anchors that hold now, and nobody else', () => {
    let anchors: readonly Uint8Array[] = [stranger.root]
    const { checkChain } = createCertificates(() => anchors)
    expect(checkChain(client, [bank.middle], now)).toMatchObject({ failure: { code: 'issued.foreign-issuer' } })
    anchors = [bank.root]
    expect(checkChain(client, [bank.middle], now)).toEqual({ ok: true, value: undefined })
    expect(checkChain(client, [], now).ok).toBe(false)
  })

  it('takes a name for the bank’s where an anchor, or an authority that it was told of, is called so', () => {
    const { isNamedAsBanks } = createCertificates(() => [bank.middle])
    expect(isNamedAsBanks(client, [])).toBe(true)
    const other = stranger.leaf(makeKeys())
    expect(isNamedAsBanks(other, [])).toBe(false)
    expect(isNamedAsBanks(other, [stranger.middle])).toBe(true)
    expect(isNamedAsBanks(other, [bank.root])).toBe(false)
  })
})
