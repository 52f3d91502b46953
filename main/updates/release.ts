/**
 * What an update server says about the newest release, and whether to believe it. Its file has the signature in the
 * first line and the signed text after it: one file, so that a server can never be caught between two that belong
 * together, and so that the very bytes that were verified are the bytes that are read.
 */
import { createPublicKey, verify } from 'node:crypto'
import { z } from 'zod'
import { failure, type Result, success } from '../renewal/errors.ts'
import { compareVersions, isVersion } from './version.ts'

/** Bytes; a few hundred are needed. Read before anything is verified, so it must stay small. */
export const longestRelease = 16 * 1024

const packageFile = z.object({
  /** Beside the release's own file: a name alone leads nowhere else. */
  url: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/),
  /** base64 */
  sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  /** bytes */
  size: z
    .int()
    .min(1)
    .max(2 ** 31),
})

const releaseSchema = z.object({
  product: z.string(),
  channel: z.string(),
  platform: z.string(),
  arch: z.string(),
  version: z.string().refine(isVersion, 'not a version'),
  releaseDate: z.iso.datetime(),
  /** Until then it may be called the newest; its maker signs it anew before. */
  expires: z.iso.datetime(),
  files: z.array(packageFile).min(1).max(4),
})
export type Release = z.infer<typeof releaseSchema>

/** Which release is asked for. All of it is signed, so that no other channel's or product's can be put in its place. */
export type Wanted = Pick<Release, 'product' | 'channel' | 'platform' | 'arch'>

/** The name of a release's file on the server: `stable-linux-x64.release`. */
export const releaseFile = ({ channel, platform, arch }: Wanted): string => `${channel}-${platform}-${arch}.release`

/**
 * @param bytes as the server sent them
 * @param publicKey Ed25519, PEM or the base64 of its SubjectPublicKeyInfo (RFC 8410)
 * @returns update.too-large, update.unsigned, update.wrong-signature, update.unreadable or update.foreign
 */
export function readRelease(bytes: Uint8Array, publicKey: string, wanted: Wanted): Result<Release> {
  if (bytes.length > longestRelease) return failure('update.too-large')
  const end = bytes.indexOf(0x0a)
  const signature = Buffer.from(bytes.subarray(0, Math.max(0, end))).toString('latin1')
  if (!/^[A-Za-z0-9+/]{86}==$/.test(signature)) return failure('update.unsigned')
  const signed = bytes.subarray(end + 1)
  if (!verify(null, signed, readPublicKey(publicKey), Buffer.from(signature, 'base64')))
    return failure('update.wrong-signature')
  const release = parse(signed)
  if (!release.ok) return release
  const names = ['product', 'channel', 'platform', 'arch'] as const
  const foreign = names.find((name) => release.value[name] !== wanted[name])
  return foreign === undefined ? release : failure('update.foreign', { cause: `${foreign}: ${release.value[foreign]}` })
}

/**
 * Newer than what runs? An older one is refused: its faults are known to whoever offers it again. One that has expired
 * is refused, and told, even where nothing is newer: a server that withholds releases can only repeat old ones.
 *
 * @param now ms since the epoch
 */
export function judge({ version, expires }: Release, current: string, now: number): Result<'newer' | 'same'> {
  if (now >= Date.parse(expires)) return failure('update.expired', { cause: `${version}: until ${expires}` })
  const order = compareVersions(version, current)
  if (order < 0) return failure('update.older', { cause: `${version} < ${current}` })
  return success(order === 0 ? 'same' : 'newer')
}

function parse(signed: Uint8Array): Result<Release> {
  try {
    const parsed = releaseSchema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(signed)))
    if (parsed.success) return success(parsed.data)
    return failure('update.unreadable', { cause: parsed.error.issues.map(({ path }) => path.join('.')).join(', ') })
  } catch {
    return failure('update.unreadable', { cause: 'not JSON' })
  }
}

function readPublicKey(given: string) {
  if (given.includes('-----BEGIN ')) return createPublicKey(given)
  return createPublicKey({ key: Buffer.from(given, 'base64'), format: 'der', type: 'spki' })
}
