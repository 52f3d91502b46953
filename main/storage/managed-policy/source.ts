import type { Result } from '../../renewal/errors.ts'

/** Where an operating system keeps what its administrator decided. */
export interface PolicySource {
  /** As told in reports: the path of a file or registry key. */
  readonly name: string
  /** What is written there, unchecked but as JSON would have it; undefined when nothing is. */
  read(): Promise<Result<unknown>>
  /** The text of a PEM file that the policy names; it must be as well protected as the policy. */
  readPem(file: string): Result<string>
}
