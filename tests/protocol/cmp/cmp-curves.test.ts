/** Our CMP client at OpenSSL's mock server, with keys on elliptic curves on both sides. */
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCmpBank, type CmpBankOptions } from '../../../main/bank/cmp/cmp-client.ts'
import type { Transport } from '../../../main/bank/transport/http.ts'
import type { Result } from '../../../main/renewal/errors.ts'
import type { EnrolmentAnswer } from '../../../main/renewal/ports.ts'
import { sha256 } from '../../../main/x509/read.ts'
import { confirmed } from '../../unit/bank/cmp/confirmed.ts'
import { memoryKeys } from '../../unit/bank/cmp/memory-keys.ts'
import { certificatesIn, der } from '../../unit/x509/cmp/openssl-messages.ts'
import { missing as missingServer, startMockServer } from '../peers/openssl-cmp-server.ts'
import { openssl } from '../peers/openssl.ts'

const newKey = { name: 'next' }

/** The thumbprint of what was issued, or why nothing was. */
function told(answer: Result<EnrolmentAnswer>): string {
  if (!answer.ok) return answer.failure.code
  return answer.value.kind === 'issued' ? sha256(answer.value.certificate) : answer.value.kind
}

describe.skipIf(missingServer !== undefined).each([
  ['P-256', 'prime256v1'],
  ['P-384', 'secp384r1'],
])("our CMP client at OpenSSL's mock server, with keys on %s", (_, curve) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-cmp-ec-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const key = (name: string) => createPrivateKey(readFileSync(path.join(folder, name)))
  let request: Uint8Array

  beforeAll(async () => {
    certificatesIn(folder, ['ec', '-pkeyopt', `ec_paramgen_curve:${curve}`], ['EC', `ec_paramgen_curve:${curve}`])
    request = new Uint8Array(await openssl(['req', '-in', path.join(folder, 'next.csr'), '-outform', 'DER']))
  })

  function client(
    transport: Transport,
    enrolment: CmpBankOptions['enrolment'] = { command: 'ir', mac: 'password-based' },
  ) {
    const certificate = der(folder, 'customer.pem')
    return createCmpBank({
      url: 'https://bank.example/pkix/',
      transport,
      clock: Date.now,
      trustAnchors: () => [der(folder, 'root.pem')],
      authorities: () => [],
      keyStore: memoryKeys({ next: key('next.key') }, [{ certificate, key: key('customer.key') }]),
      enrolment,
      implicitConfirm: false,
    })
  }

  it('updates a key, whose possession the server finds proven', async () => {
    const server = await startMockServer(folder, { srv_cert: 'ra.pem', srv_key: 'ra.key' })
    const current = sha256(der(folder, 'customer.pem'))
    const bank = client(server)
    const answer = await confirmed(bank, { current }, bank.reenrol(current, request, newKey))
    expect(told(answer)).toBe(sha256(der(folder, 'issued.pem')))
    expect(server.said.join(' ')).toBe('kur kup certConf pkiconf')
    expect(await bank.prove(current)).toEqual({ ok: true, value: { proven: 'recognised' } })
  })

  it.each(['ir', 'p10cr'] as const)('gets a first certificate by %s with a password', async (command) => {
    const server = await startMockServer(folder, { srv_ref: 'K1', srv_secret: 'file:secret' })
    const bank = client(server, { command, mac: 'password-based' })
    const credentials = { customerId: 'K1', password: 'ABCD-EFGH-JKLM' }
    const answer = await confirmed(bank, { credentials }, bank.enrol(credentials, request, newKey))
    expect(told(answer)).toBe(sha256(der(folder, 'issued.pem')))
  })
})
