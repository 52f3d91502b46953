/** Reads Electron's archive as its loader does: a header in JSON behind four lengths, then the files end to end. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>
  /** In decimal, from the end of the header; a number of bytes is no number in JavaScript beyond 2^53. */
  readonly offset?: string
  readonly size?: number
  readonly unpacked?: boolean
  readonly integrity?: { readonly algorithm: string; readonly hash: string }
}

/** Files inside the archive, and those unpacked beside it. */
export function filesIn(archive: string) {
  const bytes = readFileSync(archive)
  const begin = 8 + bytes.readUInt32LE(4)
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as Entry
  const read = ({ offset, size = 0, unpacked = false }: Entry, name: string): Buffer =>
    unpacked
      ? readFileSync(path.join(`${archive}.unpacked`, name))
      : bytes.subarray(begin + Number(offset), begin + Number(offset) + size)
  const list = (entry: Entry, name: string): { name: string; content: Buffer; integrity: Entry['integrity'] }[] =>
    entry.files === undefined
      ? [{ name, content: read(entry, name), integrity: entry.integrity }]
      : Object.entries(entry.files).flatMap(([part, inner]) => list(inner, name === '' ? part : `${name}/${part}`))
  return list(header, '')
}
