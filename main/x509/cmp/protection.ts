/** The protection of a message by its maker (RFC 9810, 5.1.3): a signature by a key in its store, or a MAC. */
import { type Result, success } from '../../renewal/errors.ts'
import type { Typed } from './fields.ts'
import { type MacKind, macOf, newMac } from './mac.ts'
import { type Message, protectedPart } from './message.ts'

export interface Protector {
  readonly algorithm: Typed
  protect(data: Uint8Array): Promise<Result<Uint8Array>>
}

/** A new salt each time. The secret is used as UTF-8. */
export function macProtector(kind: MacKind, secret: string): Protector {
  const algorithm = newMac(kind)
  return { algorithm, protect: async (data) => success(await macOf(algorithm, secret, data)) }
}

/** The message with its protection; fails as the protector does. */
export async function protectMessage(
  { header: plain, body, extraCertificates }: Omit<Message, 'protection'>,
  { algorithm, protect }: Protector,
): Promise<Result<Message>> {
  const header = { ...plain, protectionAlgorithm: algorithm }
  const protection = await protect(protectedPart({ header, body }))
  return protection.ok ? success({ header, body, protection: protection.value, extraCertificates }) : protection
}
