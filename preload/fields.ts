/** Fields that both directions of the contract have. */
import { z } from 'zod'

export const thumbprint = z.string().regex(/^[0-9a-f]{64}$/)
export const customerId = z.string().trim().min(1).max(64)
export const password = z.string().min(1).max(256)
export const time = z.number().int()
