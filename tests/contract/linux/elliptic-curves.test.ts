/** Keys on elliptic curves in the NSS database, as NSS' own tools see them. */
import { spawnSync } from 'node:child_process'
import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LocalKeyStore } from '../../../main/keystore/local-key-store.ts'
import { openNssKeyStore } from '../../../main/keystore/linux/nss-key-store.ts'
import { findLibrary } from '../../../main/keystore/linux/softokn.ts'
import type { KeySpecification } from '../../../main/renewal/key.ts'
import { codeOf, rsa2048, valueOf } from '../key-store.suite.ts'
import { thumbprintOf } from '../test-authority.ts'

const present = findLibrary() !== undefined && spawnSync('certutil', ['-H']).error === undefined
if (!present) console.warn('keys on elliptic curves skipped: libnss3 or libnss3-tools is not installed')

/** A key of each kind, the curve that it is on, and the scheme and hash that it signs by where nothing else is said. */
const kinds = [
  ['ec-p256', 'prime256v1', 'ecdsa-sha256', 'sha256'],
  ['ec-p384', 'secp384r1', 'ecdsa-sha384', 'sha384'],
] as const
const specified = (algorithm: KeySpecification['algorithm']): KeySpecification => ({ ...rsa2048, algorithm })
const data = new TextEncoder().encode('電子証明書更新')
let root: string
let database: string
let store: LocalKeyStore

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'koshin-ec-'))
  database = path.join(root, 'nssdb')
  store = openNssKeyStore(database)
  writeFileSync(path.join(root, 'noise'), data)
})
afterEach(() => rmSync(root, { recursive: true }))

function run(tool: string, ...args: string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(tool, args)
  if (status !== 0) throw new Error(`${tool} ${args[0]}: ${stderr.toString()}`)
  return stdout
}

const certutil = (folder: string, ...args: string[]): Buffer => run('certutil', ...args, '-d', `sql:${folder}`)

/** A certificate (DER) that NSS makes with a key: `key` is the type of a new one, or the id of one that is there. */
function selfSigned(folder: string, name: string, ...key: string[]): Uint8Array {
  certutil(folder, '-S', '-n', name, '-s', `CN=${name}`, '-x', '-t', 'u,u,u', '-z', path.join(root, 'noise'), ...key)
  return new Uint8Array(certutil(folder, '-L', '-n', name, '-r'))
}

const isSignedBy = (publicKey: Uint8Array, signature: Uint8Array, hash = 'sha256'): boolean =>
  verify(hash, data, createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }), signature)

describe.skipIf(!present).each(kinds)('in the NSS database, a key of the kind %s', (algorithm, curve, scheme, hash) => {
  it('is made on its curve, signs by ECDSA with signatures in DER, and by nothing else', () => {
    const { publicKey } = valueOf(store.makeKey('koshin-1', specified(algorithm)))
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    expect(key.asymmetricKeyDetails).toEqual({ namedCurve: curve })
    expect(valueOf(store.makeKey('koshin-1', specified(algorithm))).publicKey).toEqual(publicKey)
    expect(valueOf(store.findKey('koshin-1'))).toEqual(publicKey)
    // r and s have a leading zero, or a bit that needs one, in some of them.
    for (let round = 0; round < 40; round++) {
      expect(isSignedBy(publicKey, valueOf(store.sign({ name: 'koshin-1' }, data)), hash)).toBe(true)
    }
    expect(isSignedBy(publicKey, valueOf(store.sign({ name: 'koshin-1' }, data, scheme)), hash)).toBe(true)
    for (const other of ['sha256', 'sha384'] as const) {
      expect(isSignedBy(publicKey, valueOf(store.sign({ name: 'koshin-1' }, data, `ecdsa-${other}`)), other)).toBe(true)
      for (const family of ['rsa-pkcs1', 'rsa-pss'] as const) {
        expect(codeOf(store.sign({ name: 'koshin-1' }, data, `${family}-${other}`))).toBe('keystore.sign-failed')
      }
    }
  })

  it('gets its certificate, and NSS takes the two for one of the user’s own', () => {
    valueOf(store.makeKey('koshin-1', specified(algorithm)))
    const elsewhere = path.join(root, 'elsewhere')
    cpSync(database, elsewhere, { recursive: true })
    const [, id] = /ec +([0-9a-f]{40}) +koshin-1/.exec(certutil(elsewhere, '-K').toString()) ?? []
    const der = selfSigned(elsewhere, 'ec', '-k', id!)
    valueOf(store.install(der, 'koshin-1'))
    const thumbprint = thumbprintOf(der)
    expect(valueOf(store.list())).toMatchObject([{ thumbprint, keyName: 'koshin-1', protection: 'nss-software' }])
    expect(certutil(database, '-L').toString()).toMatch(/^ec [0-9a-f]{8} +u,u,u$/m)
    valueOf(store.retire(thumbprint))
    expect(certutil(database, '-L').toString()).not.toContain('u,u,u')
    valueOf(store.delete(thumbprint))
    expect(valueOf(store.findKey('koshin-1'))).toBeUndefined()
  })

  it('has the CKA_ID that NSS itself gives to a key that it imports', () => {
    const { publicKey } = valueOf(store.makeKey('koshin-1', specified(algorithm)))
    const [, ours] = /ec +([0-9a-f]{40}) +koshin-1/.exec(certutil(database, '-K').toString()) ?? []
    const point = publicKey.subarray(-(algorithm === 'ec-p256' ? 65 : 97))
    expect(ours).toBe(createHash('sha1').update(point).digest('hex'))
    // Out by pk12util and in again elsewhere: there NSS has chosen the ID.
    const elsewhere = path.join(root, 'imported')
    const der = selfSigned(database, 'ec', '-k', ours!)
    valueOf(store.install(der, 'koshin-1'))
    const file = path.join(root, 'one.p12')
    mkdirSync(elsewhere)
    certutil(elsewhere, '-N', '--empty-password')
    run('pk12util', '-o', file, '-n', 'ec', '-W', 'x', '-K', '', '-d', `sql:${database}`)
    run('pk12util', '-i', file, '-W', 'x', '-K', '', '-d', `sql:${elsewhere}`)
    expect(certutil(elsewhere, '-K').toString()).toContain(ours)
  })
})

describe.skipIf(!present)('in the NSS database, a key on an elliptic curve', () => {
  it.each(['nistp256', 'secp384r1'])(
    'that another program made on %s is listed with its certificate, and signs',
    (curve) => {
      mkdirSync(database)
      certutil(database, '-N', '--empty-password')
      const der = selfSigned(database, 'foreign', '-k', 'ec', '-q', curve)
      const thumbprint = thumbprintOf(der)
      expect(valueOf(store.list())).toMatchObject([{ thumbprint, keyName: undefined }])
      const publicKey = new Uint8Array(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }))
      const signature = valueOf(store.sign({ thumbprint }, data))
      expect(isSignedBy(publicKey, signature, curve === 'nistp256' ? 'sha256' : 'sha384')).toBe(true)
    },
  )
})
