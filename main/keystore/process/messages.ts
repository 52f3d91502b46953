/** What the app and the key store's process say to each other, over structured clones. */
import { z } from 'zod'
import { failureCodes } from '../../renewal/errors.ts'
import { keyProtections, keyProviders } from '../../renewal/key.ts'

const bytes = (limit: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= limit, 'bytes')

const thumbprint = z.string().regex(/^[0-9a-f]{64}$/)
const keyName = z.string().min(1).max(200)
const certificate = bytes(64 * 1024)
const specification = z.strictObject({
  algorithm: z.enum(['rsa-2048', 'rsa-3072', 'rsa-4096', 'ec-p256']),
  provider: z.enum(keyProviders),
  confirmUse: z.boolean(),
})
const scheme = z.enum(['rsa-pkcs1-sha256', 'rsa-pss-sha256', 'ecdsa-sha256'])
const keyReference = z.union([z.strictObject({ name: keyName }), z.strictObject({ thumbprint })])

export const callSchema = z.discriminatedUnion('call', [
  z.strictObject({ call: z.literal('checkWritable') }),
  z.strictObject({ call: z.literal('list'), retired: z.boolean() }),
  z.strictObject({ call: z.literal('listKeyless') }),
  z.strictObject({ call: z.literal('read'), thumbprint }),
  z.strictObject({ call: z.literal('makeKey'), name: keyName, specification }),
  z.strictObject({ call: z.literal('findKey'), name: keyName }),
  z.strictObject({ call: z.literal('sign'), key: keyReference, data: bytes(1024 * 1024), scheme: scheme.optional() }),
  z.strictObject({ call: z.literal('install'), certificate, keyName, intermediates: z.array(certificate).max(10) }),
  z.strictObject({ call: z.literal('retire'), thumbprint }),
  z.strictObject({ call: z.literal('restore'), thumbprint }),
  z.strictObject({ call: z.literal('discardKey'), name: keyName }),
  z.strictObject({ call: z.literal('delete'), thumbprint }),
])

/** From the app: which store it is, once and first, in the words of its adapter; then calls. */
export const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open'), location: z.string() }),
  z.strictObject({ kind: z.literal('call'), id: z.number().int(), call: z.unknown() }),
])

const stored = z.strictObject({
  der: certificate,
  thumbprint,
  keyName: z.union([z.string(), z.undefined()]),
  retired: z.boolean(),
  protection: z.enum(keyProtections),
  exportable: z.union([z.boolean(), z.undefined()]),
})

/** What each call answers when it succeeds. */
export const valueSchemas = {
  checkWritable: z.undefined(),
  list: z.array(stored),
  listKeyless: z.array(certificate),
  read: z.union([stored, z.undefined()]),
  makeKey: z.strictObject({ publicKey: bytes(4096), protection: z.enum(keyProtections) }),
  findKey: z.union([bytes(4096), z.undefined()]),
  sign: bytes(4096),
  install: z.undefined(),
  retire: z.undefined(),
  restore: z.undefined(),
  discardKey: z.undefined(),
  delete: z.undefined(),
} as const

const failureSchema = z.strictObject({
  code: z.enum(failureCodes),
  retry: z.enum(['never', 'later']),
  cause: z.string().exactOptional(),
})

export const answerSchema = z.strictObject({
  id: z.number().int(),
  result: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: z.unknown() }),
    z.object({ ok: z.literal(false), failure: failureSchema }),
  ]),
})

export type Call = z.infer<typeof callSchema>
export type CallName = Call['call']
export type Value<Name extends CallName> = z.infer<(typeof valueSchemas)[Name]>
export type Request = z.infer<typeof requestSchema>
export type Answer = z.infer<typeof answerSchema>
