/**
 * Public keys that signatures are believed of. OpenSSL (Node) reads far more than Electron's BoringSSL does, and what one
 * of them takes and the other does not is judged here, before either: in both the same, and in words.
 */
import type { KeyObject } from 'node:crypto'

const curves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
/** Shorter ones have been factored, longer ones serve nobody but who wants us to calculate. */
const modulus = { shortest: 1024, longest: 16_384 }
/** BoringSSL's limit. By 1 every signature is its own proof. */
const exponent = { least: 3n, most: 2n ** 33n }

/** @throws Error when the key is on a curve, of a size or with an exponent that no bank's has */
export function refuseUnusual(key: KeyObject): void {
  const { namedCurve, modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'ec' && !curves.has(namedCurve ?? '')) {
    throw new Error(`a key on the curve ${namedCurve ?? ''}, which is not taken`)
  }
  if (key.asymmetricKeyType !== 'rsa') return
  if (modulusLength < modulus.shortest || modulusLength > modulus.longest) {
    throw new Error(`an RSA key of ${modulusLength} bits, which is not taken`)
  }
  if (publicExponent < exponent.least || publicExponent >= exponent.most || publicExponent % 2n === 0n) {
    throw new Error('an RSA key with an exponent that is not taken')
  }
}
