import { failure, type Result, success } from '../renewal/errors.ts'

/** RFC 7468 section 5: the label of an X.509 certificate. */
const label = 'CERTIFICATE'
// Bounded from both sides by fixed words and without nested repetition: linear on any input.
const block = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----/g
const alphabet = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * All certificates (DER) of a PEM text, in their order. Text around the blocks is allowed (RFC 7468 5.2: explanatory
 * text), other blocks are passed over: people put whole bundles into one file.
 * Fails with config.invalid when there is no certificate, or one that is not base64.
 */
export function pemToDer(text: string): Result<Uint8Array[]> {
  const found: Uint8Array[] = []
  const others = new Set<string>()
  for (const [, name = '', body = ''] of text.matchAll(block)) {
    if (name !== label) {
      others.add(name)
      continue
    }
    const base64 = body.replace(/[ \t\r\n]/g, '')
    if (base64 === '' || base64.length % 4 !== 0 || !alphabet.test(base64)) {
      return failure('config.invalid', { cause: `PEM: certificate ${found.length + 1} is not base64` })
    }
    found.push(new Uint8Array(Buffer.from(base64, 'base64')))
  }
  // One that lost its end must not go unnoticed among others that are whole.
  const begun = text.split(`-----BEGIN ${label}-----`).length - 1
  if (begun > found.length) return failure('config.invalid', { cause: 'PEM: a certificate is cut off' })
  if (found.length > 0) return success(found)
  const why = others.size > 0 ? `no certificate, only ${[...others].join(', ')}` : 'no certificate in this text'
  return failure('config.invalid', { cause: `PEM: ${why}` })
}

/** One certificate as PEM: 64 columns, LF, ending in a line break (RFC 7468 section 2). */
export function derToPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
