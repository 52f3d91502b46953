/**
 * Addresses `koshin:<page>` in mails and on the intranet. Anybody can write such an address, so it opens one of a few
 * pages and does nothing else: it carries no certificate, no bank, no option, and no button is pressed for the user.
 */
import { product } from '../../renewal/product/product.ts'

/** `open`: the window as it is. `notice`: 電子証明書更新通知, where a certificate is due or in grace. */
const pages = ['open', 'notice'] as const
export type AddressedPage = (typeof pages)[number]

const scheme = `${product.scheme}:`
const form = new RegExp(`^${product.scheme}:(?://)?([a-z]+)/?$`, 'i')

/** The first address among arguments; browsers pass what was clicked as an argument of its own. */
export function addressAmong(argv: readonly string[]): string | undefined {
  return argv.find((argument) => argument.toLowerCase().startsWith(scheme))
}

/**
 * Arguments that count. With an address among them it alone does: on Windows the address stands in a command line, and
 * one with a quotation mark inside could bring options of its own, such as another bank.
 */
export function argumentsThatCount(argv: readonly string[]): readonly string[] {
  return addressAmong(argv) === undefined ? argv : []
}

/** Bytes, of all arguments together. */
const longestArguments = 16 * 1024

/**
 * Chromium hears 32 kB of what a second start tells the first, and hangs up; a second start that could not say all takes the
 * first for hung and kills it, whatever it is doing. Any page on the web can write such an address.
 */
export const areTooLong = (argv: readonly string[]): boolean => Buffer.byteLength(argv.join(' ')) > longestArguments

/** @returns the page of an address, or undefined for everything that is not exactly one of ours */
export function addressedPage(address: string): AddressedPage | undefined {
  // Some senders make `koshin:open` into `koshin://open/`.
  const [, name] = form.exec(address) ?? []
  return pages.find((page) => page === name?.toLowerCase())
}

/** Opens the page, or tells that an address was ignored; not which, for it is a stranger's text. */
export function visit(address: string, open: (page: AddressedPage) => void, onIgnored: () => void): void {
  const page = addressedPage(address)
  if (page !== undefined) return open(page)
  onIgnored()
}
