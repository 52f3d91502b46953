/** Where the product answers other than a published suite of vectors, and why: data beside the tests, checked both ways. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Why each of these cases is answered otherwise. A name that ends in * stands for all that begin so. */
interface Difference {
  readonly cases: readonly string[]
  readonly reason: string
}

/** @param name of a file beside this one: lists by what was asked */
export function differencesIn(name: string): Readonly<Record<string, readonly Difference[]>> {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, name), 'utf8')) as ReturnType<typeof differencesIn>
}

export interface Answer {
  readonly name: string
  /** What the suite says, and what the product does. */
  readonly wanted: boolean
  readonly given: boolean
  /** What the product says of it. */
  readonly cause?: string
}

/** What is different without a reason, and which reasons nothing is different for any more; both empty where all is well. */
export function unexplained(
  answers: readonly Answer[],
  differences: readonly Difference[],
): { readonly withoutReason: readonly string[]; readonly needless: readonly string[] } {
  const patterns = differences.flatMap(({ cases }) => cases)
  const different = answers.filter(({ wanted, given }) => wanted !== given)
  return {
    withoutReason: different
      .filter(({ name }) => !patterns.some((pattern) => covers(pattern, name)))
      .map(({ name, given, cause }) => `${name} is ${given ? 'accepted' : 'refused'}${cause ? `: ${cause}` : ''}`),
    needless: patterns.filter((pattern) => !different.some(({ name }) => covers(pattern, name))),
  }
}

function covers(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}
