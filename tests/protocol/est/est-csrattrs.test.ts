/** The bank asks, our client reads and makes what was asked for; OpenSSL and the bank judge it. */
import { readFileSync } from 'node:fs'
import { constants, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createEstBank } from '../../../main/bank/est/est-client.ts'
import type { WantedRequest } from '../../../main/demo-bank/control.ts'
import { success } from '../../../main/renewal/errors.ts'
import { partsOfScheme, type SignatureScheme } from '../../../main/renewal/key.ts'
import { keySpecification, defaultPolicy } from '../../../main/renewal/policy.ts'
import { type KeyChoice, keyChoices, type RequestedAttributes } from '../../../main/renewal/csr-attributes.ts'
import { pemToDer } from '../../../main/x509/pem.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { buildRequest } from '../../../main/x509/request.ts'
import { startBank, temporaryFolder } from '../peers/bank-process.ts'
import { nodeTransport } from '../peers/node-transport.ts'
import { holderOf, missing, openssl } from '../peers/openssl.ts'

async function customer() {
  const bank = await startBank()
  const owner = await holderOf(bank, temporaryFolder())
  const current = readCertificate(new Uint8Array(owner.read.raw))
  const pem = readFileSync(bank.trustAnchors, 'utf8')
  const trustAnchors = pemToDer(pem)
  if (!current.ok || !trustAnchors.ok) throw new Error('the bank has given something else')
  const names = current.value
  const identity = { certificate: owner.read.toString(), key: readFileSync(owner.key, 'utf8') }
  const transport = nodeTransport(pem, new Map([[current.value.thumbprint, identity]]))
  const est = createEstBank({ url: bank.origin, trustAnchors: () => trustAnchors.value, transport, clock: Date.now })

  /** As a key store would make key and signature. */
  async function request(requested: RequestedAttributes): Promise<Uint8Array> {
    const wanted = keyChoices(keySpecification(defaultPolicy), requested)
    if (!wanted.ok) throw new Error(wanted.failure.cause)
    const [{ specification, scheme: first }] = wanted.value as [KeyChoice]
    const { algorithm } = specification
    const pair = algorithm.startsWith('ec')
      ? generateKeyPairSync('ec', { namedCurve: algorithm === 'ec-p256' ? 'P-256' : 'P-384' })
      : generateKeyPairSync('rsa', { modulusLength: Number(algorithm.slice(4)) })
    const signer = async (info: Uint8Array, scheme: SignatureScheme) => {
      const { family, hash } = partsOfScheme(scheme)
      const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: hash === 'sha256' ? 32 : 48 }
      const key = { key: pair.privateKey, ...(family === 'rsa-pss' ? pss : {}) }
      return success(new Uint8Array(sign(hash, info, key)))
    }
    const publicKey = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }))
    const built = await buildRequest(names, publicKey, signer, first, requested)
    if (!built.ok) throw new Error(built.failure.cause)
    return built.value
  }

  async function csrAttributes() {
    const reached = await est.reach()
    if (!reached.ok) throw new Error(reached.failure.cause)
    return reached.value.requested!
  }
  const want = (wanted: WantedRequest) => bank.control('POST', 'csr-attributes', wanted)
  return { bank, est, request, csrAttributes, want, reenrol: (csr: Uint8Array) => est.reenrol(owner.thumbprint, csr) }
}

describe.skipIf(missing !== undefined)('requests as the bank wants them', () => {
  it.each<[string, WantedRequest, RegExp]>([
    ['PSS and 3,072 bits, by a list', { form: 'list', key: 'rsa-3072', signature: 'rsa-pss-sha256' }, /rsassaPss/],
    ['PKCS#1 and 2,048 bits, by a list', { form: 'list', key: 'rsa-2048', signature: 'rsa-pkcs1-sha256' }, /WithRSA/],
    ['P-256, by a list', { form: 'list', key: 'ec-p256', signature: 'ecdsa-sha256' }, /ecdsa-with-SHA256/],
    ['3,072 bits and an extension, by a template', { form: 'template', key: 'rsa-3072', clientAuth: true }, /3072 bit/],
    ['P-256, by a template', { form: 'template', key: 'ec-p256' }, /prime256v1/],
    ['P-384, by a list', { form: 'list', key: 'ec-p384', signature: 'ecdsa-sha384' }, /ecdsa-with-SHA384/],
    ['P-384, by a template', { form: 'template', key: 'ec-p384' }, /secp384r1/],
    ['P-256 or RSA', { form: 'list', key: 'ec-p256', or: 'rsa-2048' }, /prime256v1/],
    ['SHA-384 with RSA', { form: 'list', key: 'rsa-2048', signature: 'rsa-pkcs1-sha384' }, /sha384WithRSA/],
  ])('are made and accepted: %s', async (_title, wanted, seen) => {
    const { bank, csrAttributes, want, request, reenrol } = await customer()
    await want(wanted)
    const requested = await csrAttributes()
    if (!requested.ok) throw new Error(requested.failure.cause)
    const csr = await request(requested.value)
    const text = (await openssl(['req', '-inform', 'DER', '-verify', '-noout', '-text'], csr)).toString()
    expect(text).toMatch(seen)
    expect(text.includes('TLS Web Client Authentication')).toBe(wanted.clientAuth === true)
    expect(await reenrol(csr)).toMatchObject({ ok: true, value: { kind: 'issued' } })
    expect(await bank.certificates()).toHaveLength(2)
  })

  it('are refused by the bank when they are otherwise, so that the test above proves something', async () => {
    const { csrAttributes, want, request, reenrol } = await customer()
    await want({ form: 'list', key: 'rsa-2048', signature: 'rsa-pkcs1-sha256' })
    const before = await csrAttributes()
    if (!before.ok) throw new Error(before.failure.cause)
    const csr = await request(before.value)
    const refusals: unknown[] = []
    for (const wanted of [
      { form: 'list', key: 'rsa-3072', signature: 'rsa-pss-sha256' },
      { form: 'list', key: 'rsa-2048', signature: 'rsa-pss-sha256' },
      { form: 'template', key: 'rsa-2048', clientAuth: true },
    ] as const) {
      await want(wanted)
      refusals.push(await reenrol(csr))
    }
    const refused = (cause: RegExp) => ({
      ok: false,
      failure: { code: 'bank.refused', cause: expect.stringMatching(cause) as string },
    })
    expect(refusals).toMatchObject([refused(/rsa-3072/), refused(/rsa-pss-sha256/), refused(/clientAuth/)])
  })
})
