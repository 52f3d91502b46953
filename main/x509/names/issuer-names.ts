/** Whose name stands in a certificate as its issuer's: what no chain can be built without. */
import { children, decode, hex, partsOf } from '../der.ts'
import { canonicalAttribute, canonicalName } from './name-comparison.ts'
import { type ParsedCertificate, parsedOnce } from '../parse.ts'

/** organizationName, as canonicalAttribute begins it. */
const organisation = '2.5.4.10='

/**
 * Is the issuer of `der` called as one of the CAs (DER), or of the same organisation as one of them, or is it one of them
 * itself? Looks at nothing but that name, so that thousands of other certificates cost little.
 */
export function isNamedLike(der: Uint8Array, authorities: readonly Uint8Array[]): boolean {
  if (authorities.some((one) => one.length === der.length && Buffer.from(one).equals(der))) return true
  const own = issuerOf(der)
  if (own === undefined) return false
  return authorities.some((one) => {
    const authority = parsedOnce(one)
    if (authority === undefined) return false
    const { name, organisations } = readName(authority.subject)
    return name === own.name || organisations.some((each) => own.organisations.includes(each))
  })
}

interface IssuerName {
  /** canonicalName */
  readonly name: string
  readonly organisations: readonly string[]
}

/** By its DER in hex: a key store has many certificates of few issuers. */
const known = new Map<string, IssuerName | undefined>()
const mostKnown = 1000

function issuerOf(der: Uint8Array): IssuerName | undefined {
  const name = issuerBytes(der)
  if (name === undefined) return undefined
  const key = hex(name)
  if (known.has(key)) return known.get(key)
  if (known.size === mostKnown) known.clear()
  let read: IssuerName | undefined
  try {
    read = readName(decode(name))
  } catch {
    read = undefined
  }
  known.set(key, read)
  return read
}

/** TBSCertificate's third field, after a version that may be left out (RFC 5280 4.1); undefined: this is no certificate. */
function issuerBytes(der: Uint8Array): Uint8Array | undefined {
  const signed = partsOf(der, 1)?.[0]
  const fields = signed && partsOf(signed, 4)
  return fields?.[fields[0]?.[0] === 0xa0 ? 3 : 2]
}

function readName(name: ParsedCertificate['issuer']): IssuerName {
  const attributes = children(name).flatMap(children).map(canonicalAttribute)
  return { name: canonicalName(name), organisations: attributes.filter((one) => one.startsWith(organisation)) }
}
