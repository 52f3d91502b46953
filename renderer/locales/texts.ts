import type { HistoryEntry } from '../../preload/contract.ts'

type FailureCode = NonNullable<HistoryEntry['code']>

/** What every failure owes the user: three short sentences. Not an interface: i18next finds keys in types only. */
type FailureText = {
  readonly what: string
  readonly safe: string
  readonly next: string
}

type GroupOf<C> = C extends `${infer G}.${string}` ? G : never
type NameIn<G extends string, C> = C extends `${G}.${infer N}` ? N : never

/** Codes are grouped at their dot, so that a code is its own key; a new code without words does not compile. */
export type FailureTexts = {
  readonly [G in GroupOf<FailureCode>]: { readonly [N in NameIn<G, FailureCode>]: FailureText }
} & {
  readonly [C in Exclude<FailureCode, `${string}.${string}`>]: FailureText
}

/** The shape of a language, without its words. */
export type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }
