/** Keys for fakes of key stores. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto'

/**
 * New, and nothing but a key. One as Node 20 has generated it shares a lock with the job that made it: when memory runs out
 * while it is exported as a JWK, which holds the lock, the job is collected as garbage, and waits for that lock for ever.
 */
export function newPrivateKey(kind: { readonly modulusLength: number } | { readonly namedCurve: string }): KeyObject {
  const { privateKey } = 'namedCurve' in kind ? generateKeyPairSync('ec', kind) : generateKeyPairSync('rsa', kind)
  return createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

/** RSA keys take long to make: a few are made and go round. */
const pool = new Map<number, KeyObject[]>()
const poolSize = 6
let turn = 0

export function somePrivateKey(bits: number): KeyObject {
  const made = pool.get(bits) ?? []
  pool.set(bits, made)
  const next = turn++ % poolSize
  return (made[next] ??= newPrivateKey({ modulusLength: bits }))
}

export const someKeyPair = (bits: number): KeyPairKeyObjectResult => pairOf(somePrivateKey(bits))

export const pairOf = (privateKey: KeyObject): KeyPairKeyObjectResult => ({
  privateKey,
  publicKey: createPublicKey(privateKey),
})
