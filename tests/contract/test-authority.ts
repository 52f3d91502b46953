import {
  constants,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
  randomBytes,
  sign,
} from 'node:crypto'
import forge from 'node-forge'
import { bitString, children, decode, encode, sequence } from '../../main/x509/der.ts'

interface Wanted {
  /** SubjectPublicKeyInfo, DER */
  readonly publicKey: Uint8Array
  readonly holder: string
  /** Hex; a random one otherwise. */
  readonly serial?: string
}

export interface TestAuthority {
  /** DER */
  readonly root: Uint8Array
  readonly intermediate: Uint8Array
  /** A one-year client certificate below the intermediate, DER. */
  issue(wanted: Wanted): Uint8Array
}

const day = 24 * 60 * 60 * 1000

interface Keys {
  readonly privateKey: KeyObject
  readonly publicKey: forge.pki.rsa.PublicKey
}

function keyPair(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return { privateKey, publicKey: forge.pki.publicKeyFromPem(pem) }
}

/** forge signs by a key that can do this; its own takes ten times as long. */
function signerOf(key: KeyObject): forge.pki.rsa.PrivateKey {
  const sign = (digest: forge.md.MessageDigest): string => {
    // DigestInfo of SHA-256 (RFC 8017, 9.2).
    const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex')
    const signed = Buffer.concat([prefix, Buffer.from(digest.digest().getBytes(), 'latin1')])
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signed).toString('latin1')
  }
  return { sign } as unknown as forge.pki.rsa.PrivateKey
}

function toDer(certificate: forge.pki.Certificate): Uint8Array {
  const binary = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes()
  return new Uint8Array(Buffer.from(binary, 'latin1'))
}

const commonName = (value: string): forge.pki.CertificateField => ({
  name: 'commonName',
  value: value as never,
  valueTagClass: forge.asn1.Type.UTF8 as never,
})

/** A root and an intermediate of a bank that exists for one test run. */
export function createTestAuthority(name: string): TestAuthority {
  const rootKeys = keyPair()
  const keys = keyPair()

  function certificate(
    subject: forge.pki.CertificateField[],
    issuer: forge.pki.CertificateField[],
    publicKey: forge.pki.PublicKey,
    signer: KeyObject,
    { authority, serial = randomBytes(8).toString('hex') }: { authority: boolean; serial?: string | undefined },
  ): Uint8Array {
    const made = forge.pki.createCertificate()
    made.publicKey = publicKey
    made.serialNumber = `01${serial}`
    made.validity.notBefore = new Date(Date.now() - day)
    made.validity.notAfter = new Date(Date.now() + 365 * day)
    made.setSubject(subject)
    made.setIssuer(issuer)
    const forAuthority = { name: 'keyUsage', keyCertSign: true, critical: true }
    const forClient = { name: 'keyUsage', digitalSignature: true, critical: true }
    made.setExtensions(
      authority
        ? [{ name: 'basicConstraints', cA: true, critical: true }, forAuthority]
        : [forClient, { name: 'extKeyUsage', clientAuth: true }],
    )
    made.sign(signerOf(signer), forge.md.sha256.create())
    return toDer(made)
  }

  const rootName = [commonName(`${name} root`)]
  const intermediateName = [commonName(name)]
  return {
    root: certificate(rootName, rootName, rootKeys.publicKey, rootKeys.privateKey, { authority: true }),
    intermediate: certificate(intermediateName, rootName, keys.publicKey, rootKeys.privateKey, { authority: true }),
    issue({ publicKey, holder, serial }) {
      // forge reads RSA keys alone: it makes the certificate for one of ours, and the right key takes its place.
      const subject = [commonName(holder)]
      const made = certificate(subject, intermediateName, keys.publicKey, keys.privateKey, { authority: false, serial })
      return forKey(made, publicKey, keys.privateKey)
    },
  }
}

function forKey(certificate: Uint8Array, publicKey: Uint8Array, signer: KeyObject): Uint8Array {
  const [signed, algorithm] = children(decode(certificate))
  children(signed!)[6] = decode(publicKey)
  const signature = sign('sha256', encode(signed!), signer)
  return encode(sequence(signed!, algorithm!, bitString(signature)))
}

/** SHA-256, lower-case hex. */
export function thumbprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}
