/** Fields that both directions of the contract have. */
import { z } from 'zod'
import { longestRule } from '../main/renewal/watched/limits.ts'
import { codeDigits, halfWidth } from './entered.ts'

export const thumbprint = z.string().regex(/^[0-9a-f]{64}$/)
/** Twice as long at first: what is folded may be shorter. */
export const customerId = z.string().max(128).transform(halfWidth).pipe(z.string().min(1).max(64))
export const oneTimePassword = z.string().max(512).transform(halfWidth).pipe(z.string().min(1).max(256))
export const password = z.string().min(1).max(256)
/** In a bank's mail: of whatever form the bank gives it. */
export const noticeCode = z.string().max(256).transform(halfWidth).pipe(z.string().min(4).max(64))
/** Its digits alone. */
export const confirmationCode = z.string().max(64).transform(codeDigits).pipe(z.string())
export const time = z.number().int()
export const renewalRule = z.object({
  from: z.int().min(1).max(longestRule),
  until: z.int().min(0).max(longestRule),
  hour: z.int().min(1).max(24).exactOptional(),
})
