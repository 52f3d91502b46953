/** Whose name stands in a certificate as its issuer's: a hint where no chain can be built (yet). */
import { children } from '../der.ts'
import { canonicalAttribute, sameNames } from './name-comparison.ts'
import { type ParsedCertificate, parsedOnce } from '../parse.ts'

/** organizationName, as canonicalAttribute begins it. */
const organisation = '2.5.4.10='

/** Is the issuer of `der` called as one of the CAs (DER), or of the same organisation as one of them? */
export function isNamedLike(der: Uint8Array, authorities: readonly Uint8Array[]): boolean {
  const certificate = parsedOnce(der)
  if (certificate === undefined) return false
  const own = organisationsIn(certificate.issuer)
  return authorities.some((one) => {
    const authority = parsedOnce(one)
    if (authority === undefined) return false
    return (
      sameNames(authority.subject, certificate.issuer) ||
      organisationsIn(authority.subject).some((name) => own.includes(name))
    )
  })
}

function organisationsIn(name: ParsedCertificate['issuer']): readonly string[] {
  return children(name)
    .flatMap(children)
    .map(canonicalAttribute)
    .filter((attribute) => attribute.startsWith(organisation))
}
