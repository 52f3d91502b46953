/** EST's messages on the wire (RFC 7030, RFC 8951): base64 both ways, whatever the headers say about it. */
import { type Answer, answer, type Question } from '../web/exchange.ts'

/** How a base64 answer is laid out. RFC 8951 allows both; each has clients that cannot read the other. */
export type Layout = 'wrapped' | 'single-line'

/**
 * A request as clients send it: base64 in lines or in one, with CRLF or LF; PEM; DER. Content-Transfer-Encoding is not
 * looked at (RFC 8951, 3: the header is meaningless in HTTP). undefined when it is none of these.
 */
export function readRequestBody(body: Uint8Array): Uint8Array | undefined {
  if (isDer(body)) return body
  const text = Buffer.from(body)
    .toString('latin1')
    .replaceAll(/^-----(?:BEGIN|END) (?:NEW )?CERTIFICATE REQUEST-----\s*$/gm, '')
    .replaceAll(/[\r\n\t ]+/g, '')
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  return new Uint8Array(Buffer.from(text, 'base64'))
}

/** A SEQUENCE of more than 127 octets: nothing that is text begins so. */
const isDer = (body: Uint8Array): boolean => body[0] === 0x30 && body[1]! >= 0x80

/**
 * Must the answer be in one line of base64? strongSwan's client reads no other: it sends its requests so, and tells
 * nothing of itself.
 */
export function wantsSingleLine({ body, headers }: Pick<Question, 'body' | 'headers'>): boolean {
  if (body.length > 0) return !isDer(body) && !body.includes(0x0a)
  return headers['user-agent'] === undefined && headers.accept === undefined
}

export function writeBase64(der: Uint8Array, layout: Layout): string {
  const text = Buffer.from(der).toString('base64')
  return layout === 'wrapped' ? text.replace(/.{1,64}/g, '$&\n') : text
}

/** A message with DER inside; the superfluous header is what RFC 7030 clients were told to expect. */
export function message(contentType: string, der: Uint8Array, layout: Layout): Answer {
  return answer(200, { 'content-type': contentType, 'content-transfer-encoding': 'base64' }, writeBase64(der, layout))
}

export const certificatesType = 'application/pkcs7-mime; smime-type=certs-only'
export const attributesType = 'application/csrattrs'
export const requestType = 'application/pkcs10'

/** HTTP Basic (RFC 7617, UTF-8); undefined when there is none or it is malformed. */
export function readBasic(
  header: string | undefined,
): { readonly user: string; readonly password: string } | undefined {
  const encoded = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}
