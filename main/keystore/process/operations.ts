/**
 * The operations of the key store port as messages between the app and the key store's process, over structured
 * clones: what a call takes, in the order of its parameters, and what it gives when it succeeds.
 */
import { z } from 'zod'
import { keyAlgorithms, keyProtections, keyProviders, signatureSchemes } from '../../renewal/key.ts'
import type { Input, OperationName, Outcome } from '../../renewal/key-store-operations.ts'

export const bytes = (limit: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= limit, 'bytes')

const nothing = z.undefined()
const thumbprint = z.string().regex(/^[0-9a-f]{64}$/)
const keyName = z.string().min(1).max(200)
const certificate = bytes(64 * 1024)
/** As many as a chain may have (maximumLength in main/x509/chain/chain.ts). */
const maximumIssuers = 20
const publicKey = bytes(4096)
const protection = z.enum(keyProtections)
const specification = z.strictObject({
  algorithm: z.enum(keyAlgorithms),
  provider: z.enum(keyProviders),
  confirmUse: z.boolean(),
})
const scheme = z.enum(signatureSchemes)
const key = z.union([z.strictObject({ name: keyName }), z.strictObject({ thumbprint })])
const stored = z.strictObject({
  der: certificate,
  thumbprint,
  keyName: z.union([z.string(), z.undefined()]),
  retired: z.boolean(),
  protection,
  exportable: z.union([z.boolean(), z.undefined()]),
  pinOf: z.string().exactOptional(),
})

export const operations = {
  checkWritable: {
    takes: z.tuple([
      z.strictObject({ trial: z.boolean().exactOptional(), provider: z.enum(keyProviders).exactOptional() }).optional(),
    ]),
    gives: nothing,
  },
  list: {
    takes: z.tuple([z.strictObject({ retired: z.boolean().exactOptional() }).optional()]),
    gives: z.array(stored),
  },
  listKeyless: { takes: z.tuple([]), gives: z.array(certificate) },
  listAuthorities: { takes: z.tuple([]), gives: z.array(certificate) },
  addAuthorities: { takes: z.tuple([z.array(certificate).max(maximumIssuers).readonly()]), gives: nothing },
  listKeys: { takes: z.tuple([]), gives: z.array(z.string()).readonly() },
  read: { takes: z.tuple([thumbprint]), gives: z.union([stored, z.undefined()]) },
  makeKey: { takes: z.tuple([keyName, specification]), gives: z.strictObject({ publicKey, protection }) },
  findKey: { takes: z.tuple([keyName]), gives: z.union([publicKey, z.undefined()]) },
  sign: { takes: z.tuple([key, bytes(1024 * 1024), scheme.optional()]), gives: bytes(4096) },
  install: {
    takes: z.tuple([certificate, keyName, z.array(certificate).max(maximumIssuers).readonly().optional()]),
    gives: nothing,
  },
  retire: { takes: z.tuple([thumbprint]), gives: nothing },
  restore: { takes: z.tuple([thumbprint]), gives: nothing },
  discardKey: { takes: z.tuple([keyName]), gives: nothing },
  delete: { takes: z.tuple([thumbprint]), gives: nothing },
} satisfies {
  // The messages fit the port's calls. That no call of the port is refused is compared in the table's test.
  readonly [Name in OperationName]: {
    readonly takes: z.ZodType<Input<Name>>
    readonly gives: z.ZodType<Extract<Outcome<Name>, { readonly ok: true }>['value']>
  }
}
