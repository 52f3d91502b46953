import type { Identity } from './identity.ts'

export interface Product extends Identity {
  /** Of folders, registry keys, tasks and the event log's source. */
  readonly folder: string
  /** What the names of its environment variables begin with: KOSHIN_. */
  readonly variables: string
  /** Of bank files: their MIME type, and their class in Windows' registry. */
  readonly mimeType: string
  readonly fileClass: string
}

/** What follows from the names of a product. */
export function derived(identity: Identity): Product {
  const { program, name } = identity
  return {
    ...identity,
    folder: name.en,
    variables: `${program.replaceAll('-', '_').toUpperCase()}_`,
    mimeType: `application/vnd.${program}.bank+json`,
    // A point stands in no name: no two names come to one class.
    fileClass: `${name.en.replaceAll(' ', '.')}.BankFile`,
  }
}
