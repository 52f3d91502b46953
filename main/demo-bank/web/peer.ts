import type { TLSSocket } from 'node:tls'
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Database } from 'node-sqlite3-wasm'
import { sha256 } from '../../x509/read.ts'
import type { Issuer } from '../ca/certificate.ts'
import { type CertificateEntry, findBy } from '../ledger/certificates.ts'
import { type Customer, findCustomer } from '../ledger/customers.ts'

/** Who is at the other end of the TLS connection, by its client certificate. */
export type Peer =
  | { readonly kind: 'none' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'known'; readonly certificate: CertificateEntry; readonly customer: Customer }

/**
 * TLS has proven that the peer holds the key; whether the certificate is ours is decided here: signed by our issuing
 * CA and, byte for byte, in our ledger. Expiry and revocation are for each service to judge and to name.
 */
export function recognisePeer(socket: TLSSocket, database: Database, issuer: Issuer): Peer {
  const offered = socket.getPeerX509Certificate()
  return offered === undefined ? { kind: 'none' } : recognise(offered.raw, () => offered, database, issuer)
}

/** As recognisePeer, for a certificate (DER) whose key something else has proven. */
export function recogniseCertificate(
  der: Uint8Array,
  database: Database,
  issuer: Issuer,
): Exclude<Peer, { kind: 'none' }> {
  return recognise(der, () => new X509Certificate(der), database, issuer)
}

/** @param parsed called for bytes that are in our ledger alone */
function recognise(
  der: Uint8Array,
  parsed: () => X509Certificate,
  database: Database,
  issuer: Issuer,
): Exclude<Peer, { kind: 'none' }> {
  const certificate = findBy(database, 'thumbprint', sha256(der))
  if (certificate === undefined || !parsed().verify(publicKeyOf(issuer))) return { kind: 'foreign' }
  const customer = findCustomer(database, certificate.customerId)
  return customer === undefined ? { kind: 'foreign' } : { kind: 'known', certificate, customer }
}

/** Reading a key takes longer than a verification with it. */
const publicKeys = new WeakMap<Issuer, KeyObject>()

function publicKeyOf(issuer: Issuer): KeyObject {
  const known = publicKeys.get(issuer)
  if (known !== undefined) return known
  const key = createPublicKey({ key: Buffer.from(issuer.publicKey), type: 'spki', format: 'der' })
  publicKeys.set(issuer, key)
  return key
}
