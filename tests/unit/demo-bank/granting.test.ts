import { describe, expect, it } from 'vitest'
import { compareWithCurrent } from '../../../main/demo-bank/ca/granting.ts'
import { rebuildName } from '../../../main/demo-bank/ca/names.ts'
import type { Wanted } from '../../../main/demo-bank/ca/issuing.ts'
import type { CertificateEntry } from '../../../main/demo-bank/ledger/certificates.ts'
import { encode, hex } from '../../../main/x509/der.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { extension, general, issue, makeKeys, nameOf } from '../x509/authority.ts'

const names = extension.alternativeNames(general.mailbox('hanako@koshin-shoji.example'))
const certificate = (name: string) =>
  issue({ subject: name, issuer: 'CA', keys: makeKeys(), signer: makeKeys(), extensions: [names] })

const read = (der: Uint8Array) => {
  const facts = readCertificate(der)
  if (!facts.ok) throw new Error(facts.failure.cause)
  return facts.value
}

const current = certificate('山田 花子')
const entry = { der: current, publicKeyHash: 'old' } as CertificateEntry
const asks = (more: Partial<Wanted>): string | undefined =>
  compareWithCurrent({ ...read(current), publicKeyHash: 'new', ...more } as unknown as Wanted, entry)

describe('a request for a renewal at the demo bank', () => {
  it('names the same holder in whatever strings and letters', () => {
    const name = encode(nameOf('山田 花子'))
    expect(asks({})).toBeUndefined()
    expect(hex(rebuildName(name, false))).not.toBe(hex(name))
    for (const inOtherCase of [false, true]) {
      expect(asks({ subject: hex(rebuildName(name, inOtherCase)) })).toBeUndefined()
    }
  })

  it('is told what differs, for another holder and for the same key', () => {
    expect(asks({ subject: read(certificate('山田 太郎')).subject })).toMatch(/the subject is not.*CN differs/)
    expect(asks({ subjectAltName: undefined })).toMatch(/the subjectAltName is not.*rfc822Name is missing/)
    expect(asks({ publicKeyHash: 'old' })).toMatch(/new key/)
  })
})
