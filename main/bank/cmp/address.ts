import { failure, type Result, success } from '../../renewal/errors.ts'

/** RFC 9811, 3.2 */
const wellKnown = '/.well-known/cmp'

/**
 * Where CMP messages go: https, with the well-known path unless the address names one. RFC 9811 allows plain http,
 * because messages protect themselves; they still tell who renews what, and where. Fails with config.invalid.
 */
export function messageUrl(url: string): Result<string> {
  if (!URL.canParse(url)) return invalid('not an address')
  const { protocol, username, password, host, pathname, search, hash } = new URL(url)
  if (protocol !== 'https:') return invalid('https is needed')
  // A password in an address would be in logs and in every settings file.
  if (username !== '' || password !== '') return invalid('an address with a user name or password')
  if (search !== '' || hash !== '') return invalid('an address with a query or fragment')
  return success(`https://${host}${pathname === '/' ? wellKnown : pathname}`)
}

function invalid(cause: string): Result<never> {
  return failure('config.invalid', { cause: `CMP URL: ${cause}` })
}
