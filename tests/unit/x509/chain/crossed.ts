/** CA certificates that all claim to have issued each other: forty kilobytes that once cost minutes. */
import { certificateSigning, extension, issue, type Keys, makeKeys } from '../authority.ts'

export const crossedKeys = (kind: Parameters<typeof makeKeys>[0], count: number): readonly Keys[] =>
  Array.from({ length: count }, () => makeKeys(kind))

/** All of one name, each signed by the next one's key. */
export function crossed(keys: readonly Keys[], name: string): readonly Uint8Array[] {
  return keys.map((own, at) =>
    issue({
      subject: name,
      keys: own,
      signer: keys[(at + 1) % keys.length]!,
      extensions: [extension.basicConstraints(true), certificateSigning],
    }),
  )
}
