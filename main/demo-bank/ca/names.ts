/** Names as the bank writes them (RFC 5280, 4.1.2.4 and 4.2.1.6), DER. */
import {
  child,
  children,
  content,
  contextPrimitive,
  decode,
  encode,
  type Node,
  objectIdentifier,
  sequence,
  set,
  Type,
  universal,
  utf8String,
} from '../../x509/der.ts'
import type { Customer } from '../ledger/customers.ts'

const isPrintable = (text: string): boolean => /^[A-Za-z0-9 '()+,./:=?-]*$/.test(text)

/** For the few attributes that RFC 5280 binds to PrintableString: country and serial number. */
function printableString(text: string): Node {
  if (!isPrintable(text)) throw new Error('not a PrintableString')
  return universal(Type.PRINTABLESTRING, false, text)
}

const attribute = (oid: string, value: Node): Node => set(sequence(objectIdentifier(oid), value))
const country = (): Node => attribute('2.5.4.6', printableString('JP'))
const organisation = (name: string): Node => attribute('2.5.4.10', utf8String(name))
const unit = (name: string): Node => attribute('2.5.4.11', utf8String(name))
const commonName = (name: string): Node => attribute('2.5.4.3', utf8String(name))
const serialNumber = (number: string): Node => attribute('2.5.4.5', printableString(number))

/** C=JP, O=デモ銀行, CN=... */
export function bankName(common: string): Uint8Array {
  return encode(sequence(country(), organisation('デモ銀行'), commonName(common)))
}

/** C=JP, O=the company, OU=its department, CN=the holder, serialNumber=the customer ID. */
export function customerName({ organisation: company, department, name, customerId }: Customer): Uint8Array {
  const units = department === undefined ? [] : [unit(department)]
  return encode(sequence(country(), organisation(company), ...units, commonName(name), serialNumber(customerId)))
}

/**
 * The same name (DER) as another bank might write it: in the other string type that can hold it, or in letters of the
 * other case. RFC 5280, 7.1, has both compare equal; their octets differ.
 */
export function rebuildName(name: Uint8Array, inOtherCase: boolean): Uint8Array {
  const rebuild = (value: Node): Node => {
    const text = textOf(value)
    if (text === undefined) return value
    if (inOtherCase) {
      const swapped = [...text].map((letter) => {
        const upper = letter.toUpperCase()
        return letter === upper ? letter.toLowerCase() : upper
      })
      return value.type === Type.PRINTABLESTRING ? printableString(swapped.join('')) : utf8String(swapped.join(''))
    }
    if (value.type === Type.PRINTABLESTRING) return utf8String(text)
    return isPrintable(text) ? printableString(text) : bmpString(text)
  }
  const attributes = children(decode(name)).map((relative) => children(child(relative, 0)))
  return encode(sequence(...attributes.map(([type, value]) => set(sequence(type!, rebuild(value!))))))
}

/** undefined for another type than our names have. */
function textOf(value: Node): string | undefined {
  if (value.type === Type.PRINTABLESTRING) return Buffer.from(content(value)).toString('latin1')
  return value.type === Type.UTF8 ? Buffer.from(content(value)).toString('utf8') : undefined
}

/** Two octets for each letter (X.690, 8.23.8), which the encoder makes of them. */
const bmpString = (text: string): Node => universal(Type.BMPSTRING, false, text)

/** GeneralNames with one rfc822Name. */
export function emailNames(email: string): Uint8Array {
  return encode(sequence(contextPrimitive(1, Buffer.from(email, 'ascii'))))
}

/** GeneralNames of a server on this machine: its DNS name and both loopback addresses. */
export function loopbackNames(host: string): Uint8Array {
  const v4 = Uint8Array.of(127, 0, 0, 1)
  const v6 = new Uint8Array(16)
  v6[15] = 1
  const name = contextPrimitive(2, Buffer.from(host, 'ascii'))
  return encode(sequence(name, contextPrimitive(7, v4), contextPrimitive(7, v6)))
}
