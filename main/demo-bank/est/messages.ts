/** EST's messages on the wire (RFC 7030, RFC 8951): base64 both ways, whatever the headers say about it. */
import { type Answer, answer } from '../web/exchange.ts'

/** How a base64 answer is laid out. RFC 8951 allows both; each has clients that cannot read the other. */
export type Layout = 'wrapped' | 'single-line'

/**
 * Base64 as clients send it: in lines or in one, with CRLF or LF. Content-Transfer-Encoding is not looked at
 * (RFC 8951, 3: the header is meaningless in HTTP). undefined when it is not base64.
 */
export function readBase64(body: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(body)
    .toString('latin1')
    .replace(/[\r\n\t ]+/g, '')
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  return new Uint8Array(Buffer.from(text, 'base64'))
}

/** Did the client send its request in one line? Then it may be one that reads nothing else. */
export function isSingleLine(body: Uint8Array): boolean {
  return body.length > 0 && !body.includes(0x0a)
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
