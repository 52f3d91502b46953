import type { KeyStore } from '../renewal/ports.ts'

type Synchronous<Call> = Call extends (...input: infer Input) => Promise<infer Answer>
  ? (...input: Input) => Answer
  : never

/**
 * A key store as its own process sees it: the calls of KeyStore over foreign functions, which block. What it throws
 * becomes the failure `internal`.
 */
export type LocalKeyStore = { readonly [Name in keyof KeyStore]: Synchronous<KeyStore[Name]> }
