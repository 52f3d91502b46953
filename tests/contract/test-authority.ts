import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import forge from 'node-forge'

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

function keyPair(): { privateKey: forge.pki.rsa.PrivateKey; publicKey: forge.pki.rsa.PublicKey } {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const { pki } = forge
  return { privateKey: pki.privateKeyFromPem(pair.privateKey), publicKey: pki.publicKeyFromPem(pair.publicKey) }
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
    signer: forge.pki.rsa.PrivateKey,
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
    made.sign(signer, forge.md.sha256.create())
    return toDer(made)
  }

  const rootName = [commonName(`${name} root`)]
  const intermediateName = [commonName(name)]
  return {
    root: certificate(rootName, rootName, rootKeys.publicKey, rootKeys.privateKey, { authority: true }),
    intermediate: certificate(intermediateName, rootName, keys.publicKey, rootKeys.privateKey, { authority: true }),
    issue({ publicKey, holder, serial }) {
      const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(publicKey).toString('base64')}\n-----END PUBLIC KEY-----`
      const subject = [commonName(holder)]
      const subjectKey = forge.pki.publicKeyFromPem(pem)
      return certificate(subject, intermediateName, subjectKey, keys.privateKey, { authority: false, serial })
    },
  }
}

/** SHA-256, lower-case hex. */
export function thumbprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}
