/** What the test asks the process that has CoreFoundation, and what that answers, both as JSON. */
export interface Questions {
  readonly texts: readonly string[]
  /** Octets. */
  readonly data: readonly (readonly number[])[]
  readonly numbers: readonly number[]
}

/** References to an object that the test holds as well: while its pool is used, and behind it. */
export interface Counted {
  readonly inside: number
  readonly behind: number
}

export interface Answers extends Questions {
  /** CFStringGetLength, in UTF-16 units. */
  readonly lengths: readonly number[]
  /** Where in an array of the texts each of its elements is. */
  readonly array: readonly number[]
  readonly emptyArray: number
  readonly dictionary: {
    readonly text: string
    readonly octets: readonly number[]
    readonly isTrue: boolean
    readonly isFalse: boolean
    readonly number: number
    readonly isReference: boolean
    readonly inner: string
    readonly isMissing: boolean
    readonly isEmpty: boolean
  }
  readonly equal: Readonly<Record<'same' | 'other' | 'otherKind' | 'none', boolean>>
  readonly errors: readonly { readonly message: string; readonly behind: number }[]
  /** By what was made. */
  readonly counts: Readonly<Record<string, Counted>>
  readonly thrown: Counted & { readonly message: string }
  /** Of an object: alone, held by an array and a dictionary, borrowed from both, behind. */
  readonly held: readonly number[]
  readonly taken: Counted & { readonly isNull: boolean }
}
