/**
 * Project Wycheproof's vectors (C2SP/wycheproof) through what the product verifies by: signatures of certificates and
 * messages, keys of certificates, and MACs with a key derived from a shared secret; and through what writes a key store's
 * signatures. What the suite calls acceptable is no difference either way.
 */
import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ecdsaSignature } from '../../main/keystore/own-keys.ts'
import { keyWeakness } from '../../main/x509/algorithms.ts'
import { isMacOf } from '../../main/x509/cmp/mac.ts'
import {
  context,
  encode,
  fromHex,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
} from '../../main/x509/der.ts'
import { isSignature, keyOf } from '../../main/x509/signature.ts'
import { type Answer, differencesIn, unexplained } from './differences.ts'

interface Vectors<Group, Test> {
  readonly testGroups: readonly (Group & {
    readonly tests: readonly (Test & { readonly tcId: number; readonly result: 'valid' | 'acceptable' | 'invalid' })[]
  })[]
}

const folder = process.env['KOSHIN_WYCHEPROOF']
if (folder === undefined)
  console.warn(`skipped: ${process.env['KOSHIN_NO_WYCHEPROOF'] ?? 'KOSHIN_WYCHEPROOF names no folder'}`)

/** Each case of the files whose names are such, under the name that a reason has for it. */
function* cases<Group, Test>(names: RegExp) {
  for (const file of readdirSync(folder!).filter((name) => names.test(name))) {
    const { testGroups } = JSON.parse(readFileSync(path.join(folder!, file), 'utf8')) as Vectors<Group, Test>
    for (const { tests, ...group } of testGroups) {
      for (const test of tests) yield { name: `${file.replace(/_test\.json$/, '')}/${test.tcId}`, group, test }
    }
  }
}

/** Nothing for what may be answered either way. */
function answered(name: string, result: string, isAccepted: () => boolean): readonly Answer[] {
  if (result === 'acceptable') return []
  try {
    return [{ name, wanted: result === 'valid', given: isAccepted() }]
  } catch (error) {
    return [{ name, wanted: result === 'valid', given: false, cause: String(error) }]
  }
}

const hashes: Readonly<Record<string, string>> = {
  'SHA-1': '1.3.14.3.2.26',
  'SHA-224': '2.16.840.1.101.3.4.2.4',
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
  'SHA-512/224': '2.16.840.1.101.3.4.2.5',
  'SHA-512/256': '2.16.840.1.101.3.4.2.6',
}
const pkcs1 = { 'SHA-224': 14, 'SHA-256': 11, 'SHA-384': 12, 'SHA-512': 13 } as Readonly<Record<string, number>>
const ecdsa = { 'SHA-224': 1, 'SHA-256': 2, 'SHA-384': 3, 'SHA-512': 4 } as Readonly<Record<string, number>>

interface Signed {
  readonly sha: string
  readonly mgfSha?: string
  readonly sLen?: number
  readonly publicKeyDer: string
}

/** RFC 4055, 5758: the AlgorithmIdentifier under which a certificate would carry such a signature. */
function algorithmOf(file: string, { sha, mgfSha = sha, sLen = 0 }: Signed): Node {
  if (file.startsWith('rsa_pss')) {
    const [hash, mask] = [sha, mgfSha].map((one) => sequence(objectIdentifier(hashes[one]!), nullValue()))
    const mgf1 = sequence(objectIdentifier('1.2.840.113549.1.1.8'), mask!)
    const parameters = sequence(context(0, hash!), context(1, mgf1), context(2, integer(sLen)))
    return sequence(objectIdentifier('1.2.840.113549.1.1.10'), parameters)
  }
  return file.startsWith('rsa')
    ? sequence(objectIdentifier(`1.2.840.113549.1.1.${pkcs1[sha]}`), nullValue())
    : sequence(objectIdentifier(`1.2.840.10045.4.3.${ecdsa[sha]}`))
}

const hmacs: Readonly<Record<string, string>> = {
  sha1: '1.2.840.113549.2.7',
  sha224: '1.2.840.113549.2.8',
  sha256: '1.2.840.113549.2.9',
  sha384: '1.2.840.113549.2.10',
  sha512: '1.2.840.113549.2.11',
}

interface Derived {
  readonly password: string
  readonly salt: string
  readonly iterationCount: number
  readonly dkLen: number
  readonly dk: string
}

/** PBMAC1 takes keys of 20 to 64 octets (RFC 9579, 4), at least 100 and at most 200,000 iterations, and a text as the secret. */
const isTaken = ({ password, dkLen, iterationCount }: Derived): boolean =>
  dkLen >= 20 &&
  dkLen <= 64 &&
  iterationCount >= 100 &&
  iterationCount <= 200_000 &&
  Buffer.from(Buffer.from(password, 'hex').toString()).toString('hex') === password

function pbmac1({ salt, iterationCount, dkLen }: Derived, hash: string) {
  const hmac = sequence(objectIdentifier(hmacs[hash]!), nullValue())
  const derivation = sequence(octetString(fromHex(salt)), integer(iterationCount), integer(dkLen), hmac)
  const value = encode(sequence(sequence(objectIdentifier('1.2.840.113549.1.5.12'), derivation), hmac))
  return { oid: '1.2.840.113549.1.5.14', value }
}

describe.skipIf(folder === undefined)('Wycheproof', () => {
  const reasons = differencesIn('wycheproof.json')

  it('a signature is believed where it is one, and nothing else is', () => {
    const files =
      /^(rsa_signature_\d+_sha(224|256|384|512)|rsa_pss_(?!.*shake)\w+|ecdsa_secp(256|384|521)r1_sha(256|384|512))_test\.json$/
    const answers = [...cases<Signed, { msg: string; sig: string }>(files)].flatMap(({ name, group, test }) =>
      answered(name, test.result, () =>
        isSignature(algorithmOf(name, group), fromHex(test.msg), fromHex(group.publicKeyDer), fromHex(test.sig)),
      ),
    )
    expect(answers.length).toBeGreaterThan(5000)
    expect(answers.filter(({ wanted, given }) => given && !wanted)).toEqual([])
    expect(unexplained(answers, reasons['signatures']!)).toEqual({ withoutReason: [], needless: [] })
  })

  it('two numbers, as PKCS#11 and CNG sign on a curve, are written as the signature that they are', () => {
    const files = /^ecdsa_secp(256|384|521)r1_sha(256|384|512)_p1363_test\.json$/
    const valid = [...cases<Signed, { msg: string; sig: string }>(files)].filter(({ test }) => test.result === 'valid')
    expect(valid.length).toBeGreaterThan(500)
    for (const { name, group, test } of valid) {
      const signature = ecdsaSignature(fromHex(test.sig))
      const key = fromHex(group.publicKeyDer)
      expect(isSignature(algorithmOf(name, group), fromHex(test.msg), key, signature), name).toBe(true)
    }
  })

  it('a key is taken where it is one on a known curve, and nothing else is', () => {
    const files = /^ecdh_secp(256|384|521)r1_test\.json$/
    const answers = [...cases<unknown, { public: string }>(files)].flatMap(({ name, test }) =>
      answered(name, test.result, () => keyWeakness(keyOf(fromHex(test.public))) === undefined),
    )
    expect(answers.length).toBeGreaterThan(500)
    expect(unexplained(answers, reasons['keys']!)).toEqual({ withoutReason: [], needless: [] })
  })

  it('a MAC by a shared secret is the one that PBKDF2 gives, and no other', async ({ skip }) => {
    const data = Buffer.from('protected part')
    const taken = [...cases<unknown, Derived>(/^pbkdf2_hmacsha(1|224|256|384|512)_test\.json$/)].filter(({ test }) =>
      isTaken(test),
    )
    if (taken.length === 0) skip('these vectors have none of PBKDF2')
    expect(taken.length).toBeGreaterThan(80)
    for (const { name, test } of taken) {
      const hash = /sha\d+/.exec(name)![0]
      const secret = Buffer.from(test.password, 'hex').toString()
      const mac = createHmac(hash, fromHex(test.dk)).update(data).digest()
      expect(await isMacOf(pbmac1(test, hash), secret, data, mac), name).toBe(true)
      expect(await isMacOf(pbmac1(test, hash), `${secret}.`, data, mac), name).toBe(false)
    }
  })
})
