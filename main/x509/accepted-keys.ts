/**
 * Public keys that signatures are believed of. OpenSSL (Node) reads far more than Electron's BoringSSL does, and what one
 * of them takes and the other does not is judged here, before either: in both the same, and in words.
 */
import type { KeyObject } from 'node:crypto'
import { child, type Node, oidOf } from './der.ts'

const curves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
/** Shorter ones have been factored, longer ones serve nobody but who wants us to calculate. */
const modulus = { shortest: 1024, longest: 16_384 }
/** BoringSSL's limit. By 1 every signature is its own proof. */
const exponent = { least: 3n, most: 2n ** 33n }

/**
 * @param algorithm AlgorithmIdentifier of the key
 * @throws Error when the key is of a kind, a size or a form that no bank's is
 */
export function refuseUnusual(key: KeyObject, algorithm: Node): void {
  const { namedCurve, modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'ec') {
    // RFC 5480 2.1.1: a curve has to be named. One that is described is whatever its maker wants it to be.
    oidOf(child(algorithm, 1))
    if (!curves.has(namedCurve ?? '')) throw new Error(`a key on the curve ${namedCurve ?? ''}, which is not taken`)
  }
  if (key.asymmetricKeyType !== 'rsa') return
  if (modulusLength < modulus.shortest || modulusLength > modulus.longest) {
    throw new Error(`an RSA key of ${modulusLength} bits, which is not taken`)
  }
  if (publicExponent < exponent.least || publicExponent >= exponent.most || publicExponent % 2n === 0n) {
    throw new Error('an RSA key with an exponent that is not taken')
  }
}
