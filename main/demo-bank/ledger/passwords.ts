import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>

/** scrypt with Node's defaults (N=16384, r=8, p=1), as `salt:hash` in hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password.normalize('NFKC'), salt, 32)
  return `${salt.toString('hex')}:${hash.toString('hex')}`
}

/** Takes the same time without a hash to compare with, so that the answer's delay does not tell who is a customer. */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  const parts = (stored ?? `${'00'.repeat(16)}:${'00'.repeat(32)}`).split(':')
  const [salt, expected] = parts.map((part) => Buffer.from(part, 'hex'))
  const hash = await derive(password.normalize('NFKC'), salt!, 32)
  return timingSafeEqual(hash, expected!) && stored !== undefined
}
