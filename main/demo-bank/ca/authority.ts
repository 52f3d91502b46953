/**
 * The demo bank's own CA: a root that only signs the issuing CA and the bank's TLS server, and the issuing CA.
 *
 * The keys lie in the bank's folder (PKCS#8, mode 0600). That is right for a training bank, whose root is trusted by
 * nobody but its own demo; a real bank keeps them in hardware.
 */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { derToPem } from '../../x509/pem.ts'
import { type Issuer, issueCertificate } from './certificate.ts'
import { bankName, loopbackNames } from './names.ts'

export interface Authority {
  /** DER */
  readonly root: Uint8Array
  /** DER */
  readonly issuing: Uint8Array
  readonly rootIssuer: Issuer
  readonly clientIssuer: Issuer
}

const year = 365 * 24 * 60 * 60 * 1000
const makeKeys = promisify(generateKeyPair)

/**
 * Opens the CA in `folder`, or founds it there: all four files appear at once or not at all.
 * @param life how long a new root lasts, ms
 */
export async function openAuthority(
  folder: string,
  now: number,
  { place: name, life }: { readonly place: string; readonly life: number } = { place: 'ca', life: 20 * year },
): Promise<Authority> {
  const place = path.join(folder, name)
  if (!existsSync(place)) await foundIn(place, now, life)
  const [root, issuing] = ['root', 'issuing'].map((name) => ({
    der: new Uint8Array(new X509Certificate(readFileSync(path.join(place, `${name}.pem`))).raw),
    key: createPrivateKey(readFileSync(path.join(place, `${name}.key`))),
  })) as [{ der: Uint8Array; key: KeyObject }, { der: Uint8Array; key: KeyObject }]
  return {
    root: root.der,
    issuing: issuing.der,
    rootIssuer: issuerOf(rootName(), root.key),
    clientIssuer: issuerOf(issuingName(), issuing.key),
  }
}

/** Another CA of the same names with other keys: what a forger would have. */
export async function foreignAuthority(now: number): Promise<Authority> {
  const [rootIssuer, clientIssuer] = await Promise.all([newIssuer(rootName()), newIssuer(issuingName())])
  return { ...certify(rootIssuer, clientIssuer, now, 20 * year), rootIssuer, clientIssuer }
}

/** A TLS server certificate for this machine's loopback names, with a key made for this start and kept in memory. */
export async function makeServerIdentity(
  authority: Authority,
  host: string,
  now: number,
): Promise<{ readonly key: string; readonly certificate: string }> {
  // On P-256, which takes no time to make: every start of the bank waits for it.
  const { publicKey, privateKey } = await makeKeys('ec', { namedCurve: 'P-256' })
  const { der } = issueCertificate(authority.rootIssuer, {
    use: 'server',
    subject: bankName(host),
    alternativeNames: loopbackNames(host),
    publicKey: spki(publicKey),
    notBefore: now - 24 * 60 * 60 * 1000,
    notAfter: now + year,
  })
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificate: derToPem(der) }
}

/** Made with its first message, and kept in memory as long as the bank's process lives, whichever CA vouches for it. */
let registrationKeys: Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }> | undefined

/**
 * Who signs the bank's CMP messages: an RA that the issuing CA vouches for by the extended key usage id-kp-cmcRA
 * (RFC 9810, 4.5). The CA's own key signs nothing but certificates.
 */
export async function makeRegistrationAuthority(
  authority: Authority,
  now: number,
): Promise<{ readonly privateKey: KeyObject; readonly certificate: Uint8Array }> {
  const { publicKey, privateKey } = await (registrationKeys ??= makeKeys('rsa', { modulusLength: 2048 }))
  const { der } = issueCertificate(authority.clientIssuer, {
    use: 'registration-authority',
    subject: bankName('デモ銀行 電子証明書窓口'),
    publicKey: spki(publicKey),
    notBefore: now - 24 * 60 * 60 * 1000,
    notAfter: now + year,
  })
  return { privateKey, certificate: der }
}

const rootName = (): Uint8Array => bankName('デモ銀行 ルート認証局')
const issuingName = (): Uint8Array => bankName('デモ銀行 法人認証局')

async function foundIn(place: string, now: number, life: number): Promise<void> {
  const [root, issuing] = await Promise.all([newIssuer(rootName()), newIssuer(issuingName())])
  const made = certify(root, issuing, now, life)
  const unfinished = `${place}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  for (const [name, issuer] of [
    ['root', root],
    ['issuing', issuing],
  ] as const) {
    const key = issuer.privateKey.export({ type: 'pkcs8', format: 'pem' })
    writeFileSync(path.join(unfinished, `${name}.key`), key, { mode: 0o600, flush: true })
    writeFileSync(path.join(unfinished, `${name}.pem`), derToPem(made[name]), { flush: true })
  }
  renameSync(unfinished, place)
}

/** Both begin years ago, because a demo may start with certificates that have already expired. */
function certify(root: Issuer, issuing: Issuer, now: number, life: number): Pick<Authority, 'root' | 'issuing'> {
  const notBefore = now - 3 * year
  const own = issueCertificate(root, {
    use: 'authority',
    subject: root.name,
    publicKey: root.publicKey,
    notBefore,
    notAfter: now + life,
  })
  const below = issueCertificate(root, {
    use: 'issuing-authority',
    subject: issuing.name,
    publicKey: issuing.publicKey,
    notBefore,
    notAfter: now + 10 * year,
  })
  return { root: own.der, issuing: below.der }
}

async function newIssuer(name: Uint8Array): Promise<Issuer> {
  const { privateKey } = await makeKeys('rsa', { modulusLength: 2048 })
  return issuerOf(name, privateKey)
}

function issuerOf(name: Uint8Array, privateKey: KeyObject): Issuer {
  return { name, publicKey: spki(createPublicKey(privateKey)), privateKey }
}

function spki(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }))
}
