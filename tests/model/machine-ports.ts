/** The key store, the certificates' reader and the clock of a world. */
import { done, failure, type Result, success } from '../../main/renewal/errors.ts'
import type { CertificateFacts } from '../../main/renewal/certificates/certificate.ts'
import type { Certificates, KeyStore, StoredCertificate } from '../../main/renewal/ports.ts'
import { derOf, idOf, thumbprintOf } from './bank.ts'
import type { Chance } from './chance.ts'
import { type Certificate, certificateOf, type World, year } from './world.ts'

const second = 1000
export const clockOf = (world: World): number => (world.now + world.skew) * second

const hashOf = (key: number): string => `key ${key}`

/** What can be read in a certificate. All but a wrong one have the same subject. */
export function factsOf({ id, key, what, begins }: Certificate): CertificateFacts {
  return {
    thumbprint: thumbprintOf(id),
    der: derOf(id),
    subject: what === 'wrong' ? 'somebody else' : 'customer',
    subjectAltName: undefined,
    publicKeyHash: hashOf(key),
    holder: 'customer',
    issuer: what,
    serial: String(id),
    notBefore: begins * second,
    notAfter: (what === 'old' ? begins + year : begins + 3 * year) * second,
    clientAuth: true,
    authority: false,
  }
}

export function certificatesIn(world: World): Certificates {
  return {
    read: (der) => success(factsOf(certificateOf(world, der[0]!))),
    isNamedAsBanks: () => true,
    checkChain: (der) => (certificateOf(world, der[0]!).what === 'foreign' ? failure('issued.foreign-issuer') : done),
    async buildRequest(_names, publicKey, sign) {
      const signed = await sign(publicKey, 'rsa-pkcs1-sha256')
      return signed.ok ? success(publicKey) : signed
    },
    readRequest: (der) => success({ subject: 'customer', subjectAltName: undefined, publicKeyHash: hashOf(der[0]!) }),
    names: {
      subjectDifference: (wanted, given) => (wanted === given ? undefined : 'another subject'),
      alternativeNameDifference: () => undefined,
    },
    publicKeyHash: (publicKey) => hashOf(publicKey[0]!),
    commonName: () => 'customer',
  }
}

export function keyStoreIn(world: World, chance: Chance, onDiscard: (key: number) => void): KeyStore {
  const named = (name: string) => world.keys.find((key) => key.name === name)
  const keyOf = (certificate: number) => world.keys.find(({ id }) => id === certificateOf(world, certificate).key)
  const stored = (certificate: number, retired: boolean): StoredCertificate => ({
    der: derOf(certificate),
    thumbprint: thumbprintOf(certificate),
    keyName: keyOf(certificate)?.name,
    retired,
    protection: 'other',
    exportable: false,
  })
  const locked = (): Result<never> | undefined =>
    chance.choose([
      { what: '', cost: 0 },
      { what: 'the key store is locked', cost: 1 },
    ]).cost === 0
      ? undefined
      : failure('keystore.locked', { retry: 'later' })
  const hide = (thumbprint: string, retired: boolean): Result<void> => {
    const id = idOf(thumbprint)
    if (!world.held.some(({ certificate }) => certificate === id)) return failure('keystore.certificate-missing')
    world.held = world.held.map((one) => (one.certificate === id ? { ...one, retired } : one))
    return done
  }

  return {
    checkWritable: async () => done,
    list: async ({ retired = false } = {}) =>
      success(world.held.filter((one) => retired || !one.retired).map((one) => stored(one.certificate, one.retired))),
    listKeys: async () => success(world.keys.map(({ name }) => name)),
    listKeyless: async () => success([]),
    listAuthorities: async () => success([]),
    addAuthorities: async () => done,
    async read(thumbprint) {
      const one = world.held.find(({ certificate }) => certificate === idOf(thumbprint))
      return success(one === undefined ? undefined : stored(one.certificate, one.retired))
    },
    async makeKey(name) {
      const known = named(name)
      if (known !== undefined) return success({ publicKey: Uint8Array.of(known.id), protection: 'other' })
      return chance.lasting('a key is made', () => {
        // One that left nothing behind is as if it had never been.
        const id =
          1 + Math.max(...world.keys.map((key) => key.id), ...world.issued.map(({ key }) => key), ...world.heard)
        world.keys = [...world.keys, { id, name }]
        return success({ publicKey: Uint8Array.of(id), protection: 'other' as const })
      })
    },
    async findKey(name) {
      const key = named(name)
      return success(key === undefined ? undefined : Uint8Array.of(key.id))
    },
    sign: async () => locked() ?? success(new Uint8Array()),
    async install(der, name) {
      const refused = locked()
      if (refused !== undefined) return refused
      const id = der[0]!
      if (named(name)?.id !== certificateOf(world, id).key) return failure('keystore.key-missing')
      if (world.held.some(({ certificate }) => certificate === id)) return done
      return chance.lasting('the certificate is installed', () => {
        world.held = [...world.held, { certificate: id, retired: false }]
        return done
      })
    },
    retire: async (thumbprint) => chance.lasting('a certificate is retired', () => hide(thumbprint, true)),
    restore: async (thumbprint) => hide(thumbprint, false),
    async discardKey(name) {
      const key = named(name)
      if (key === undefined) return failure('keystore.key-missing')
      if (world.held.some(({ certificate }) => certificateOf(world, certificate).key === key.id)) {
        return failure('keystore.key-exists')
      }
      return chance.lasting('a key is removed', () => {
        onDiscard(key.id)
        world.keys = world.keys.filter(({ id }) => id !== key.id)
        world.heard = world.heard.filter((id) => id !== key.id)
        return done
      })
    },
    delete: async () => done,
  }
}
