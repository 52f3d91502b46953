/** What the app and the key store's process say to each other, over structured clones. */
import { z } from 'zod'
import { failureCodes } from '../../renewal/errors.ts'

const bytes = (limit: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= limit, 'bytes')

const thumbprint = z.string().regex(/^[0-9a-f]{64}$/)
const keyName = z.string().min(1).max(200)
const bits = z.union([z.literal(2048), z.literal(3072), z.literal(4096)])
const certificate = bytes(64 * 1024)
const keyReference = z.union([z.strictObject({ name: keyName }), z.strictObject({ thumbprint })])

export const callSchema = z.discriminatedUnion('call', [
  z.strictObject({ call: z.literal('checkWritable') }),
  z.strictObject({ call: z.literal('list'), retired: z.boolean() }),
  z.strictObject({ call: z.literal('read'), thumbprint }),
  z.strictObject({ call: z.literal('makeKey'), name: keyName, bits }),
  z.strictObject({ call: z.literal('findKey'), name: keyName }),
  z.strictObject({ call: z.literal('sign'), key: keyReference, data: bytes(1024 * 1024) }),
  z.strictObject({ call: z.literal('install'), certificate, keyName, intermediates: z.array(certificate).max(10) }),
  z.strictObject({ call: z.literal('retire'), thumbprint }),
  z.strictObject({ call: z.literal('restore'), thumbprint }),
  z.strictObject({ call: z.literal('discardKey'), name: keyName }),
  z.strictObject({ call: z.literal('delete'), thumbprint }),
])

/** From the app: where the database is, once and first; then calls. */
export const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('database'), folder: z.string().startsWith('/') }),
  z.strictObject({ kind: z.literal('call'), id: z.number().int(), call: z.unknown() }),
])

const stored = z.strictObject({
  der: certificate,
  thumbprint,
  keyName: z.union([z.string(), z.undefined()]),
  retired: z.boolean(),
  protection: z.literal('nss-software'),
})

/** What each call answers when it succeeds. */
export const valueSchemas = {
  checkWritable: z.undefined(),
  list: z.array(stored),
  read: z.union([stored, z.undefined()]),
  makeKey: bytes(4096),
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
