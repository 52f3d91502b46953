/** How Chromium names the server of an address. */

/** As Chromium's verifier names it: an IPv6 address without brackets. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replaceAll(/[[\]]/g, '')
}

/** As Chromium names a server when it asks for a certificate: always with its port. */
export function serverOf(url: string): string {
  const { hostname, port } = new URL(url)
  return `${hostname}:${port === '' ? '443' : port}`
}

/** Is an address on the very host, and port, of one of the bank's own? */
export function isOnHostOf(address: string, own: readonly (string | undefined)[]): boolean {
  if (!URL.canParse(address)) return false
  const { host } = new URL(address)
  return own.some((one) => one !== undefined && new URL(one).host === host)
}
