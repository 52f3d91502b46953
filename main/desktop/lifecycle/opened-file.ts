/** The bank file that the app is started with: by a double click, or on the command line. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { product } from '../../renewal/product/product.ts'

const ending = `.${product.bankFileEnding}`

const isBankFile = (argument: string): boolean => argument.toLowerCase().endsWith(ending) && !argument.startsWith('-')

/**
 * The first bank file among arguments, as a whole path; it need not exist. Linux' desktops hand over `file://` addresses
 * (`%U` in a desktop entry).
 *
 * @param folder what a path is relative to
 */
export function bankFileAmong(argv: readonly string[], folder: string): string | undefined {
  const found = argv.find(isBankFile)
  if (found === undefined) return undefined
  if (!/^file:/i.test(found)) return path.resolve(folder, found)
  try {
    return fileURLToPath(found)
  } catch {
    // Of another computer, or no address at all.
    return undefined
  }
}

/** Arguments of the same start without it: whoever begins anew with its settings is done with it. */
export function withoutBankFile(argv: readonly string[]): string[] {
  return argv.filter((argument) => !isBankFile(argument))
}
