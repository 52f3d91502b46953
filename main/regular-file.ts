import { statSync } from 'node:fs'

/**
 * Before a file is read or written to whose place any program of the user can fill. One that is not there is fine.
 *
 * @param longest bytes
 * @throws Error where a pipe or a device would keep us waiting for ever, or a file be more than memory is for
 */
export function requireRegularFile(file: string, longest = Infinity): void {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isFile()) throw new Error('no file')
  if (stat.size > longest) throw new Error(`more than ${longest} bytes`)
}
