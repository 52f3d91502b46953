/**
 * Cuts what arrives into lines of JSON.
 *
 * @param most bytes of one line
 * @returns what takes the next bytes and gives the lines that are whole with them; undefined once one is too long or no
 *   JSON in UTF-8, which nothing that follows can mend
 */
export function jsonLines(most: number): (bytes: Buffer) => readonly unknown[] | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parts: Buffer[] = []
  let length = 0

  return (bytes) => {
    const found: unknown[] = []
    let from = 0
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
      const line = Buffer.concat([...parts, bytes.subarray(from, end)])
      parts = []
      length = 0
      from = end + 1
      if (line.length > most) return undefined
      try {
        found.push(JSON.parse(decoder.decode(line)))
      } catch {
        return undefined
      }
    }
    const rest = bytes.subarray(from)
    length += rest.length
    if (length > most) return undefined
    if (rest.length > 0) parts.push(Buffer.from(rest))
    return found
  }
}
