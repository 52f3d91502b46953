/** RSA keys for fakes of key stores. */
import { createPublicKey, generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto'

/** They take long to make: a few are made and go round. */
const pool = new Map<number, KeyObject[]>()
const poolSize = 6
let turn = 0

export function somePrivateKey(bits: number): KeyObject {
  const made = pool.get(bits) ?? []
  pool.set(bits, made)
  const next = turn++ % poolSize
  return (made[next] ??= generateKeyPairSync('rsa', { modulusLength: bits }).privateKey)
}

export function someKeyPair(bits: number): KeyPairKeyObjectResult {
  const privateKey = somePrivateKey(bits)
  return { privateKey, publicKey: createPublicKey(privateKey) }
}
