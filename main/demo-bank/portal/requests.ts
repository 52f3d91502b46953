/** What the portal is asked, as the bank reads it: these schemas are the requests in build/bank/portal.openapi.json. */
import { z } from 'zod'

export const loginRequest = z.object({
  customerId: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(256),
})

const code = z.string().min(4).max(64)
/** Whom a letter would have been for: the holder of one of these certificates or, without any, a customer. */
export const noticeRequest = z.union([
  z.strictObject({
    code,
    thumbprints: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .min(1)
      .max(20),
  }),
  z.strictObject({ code, customerId: z.string().min(1).max(64) }),
])
