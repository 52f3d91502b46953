/** A bank's file from the bank's own domain: `https://DOMAIN/.well-known/koshin-bank` (RFC 8615). */
import { isIP } from 'node:net'
import { domainToASCII, domainToUnicode } from 'node:url'
import { failure, type Result, success } from '../renewal/errors.ts'
import { causeOf, isPage, passingFailure } from './answer.ts'
import type { Transport } from './transport/http.ts'

export const wellKnown = '/.well-known/koshin-bank'
/** ms */
const timeout = 20_000

/** A name of at least two labels, each as RFC 1123 2.1 has it; what other scripts become (Punycode) is of that form, too. */
const name = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/

/**
 * The host that a user means, in ASCII. What stands around it in an address bar is left off; a port, a path or a user's
 * name is not: nobody would see where the file comes from. Fails with bank-file.bad-domain.
 */
export function domainOf(entered: string): Result<string> {
  const bare = entered
    .normalize('NFKC')
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/$/, '')
  const host = domainToASCII(bare.replace(/\.$/, ''))
  // An address parser would take the rest of `bank.example/evil` for a path.
  const isBare = !/[\s/\\?#@:%]/.test(bare)
  const isName = isBare && host.length <= 253 && name.test(host) && isIP(host) === 0
  return isName ? success(host) : failure('bank-file.bad-domain')
}

/** The same in its own script; undefined where it has no other. */
export function readableDomain(host: string): string | undefined {
  const readable = domainToUnicode(host)
  return readable === host || readable === '' ? undefined : readable
}

/**
 * Fetches the file of a domain, which answers itself: a redirect would lead to what nobody has confirmed. Fails with
 * bank-file.none-there, bank-file.redirected, bank-file.too-large, or as the network does.
 *
 * @param host from domainOf
 * @param transport one that believes the system's roots
 * @param longest bytes
 */
export async function fetchBankFile(
  host: string,
  transport: Pick<Transport, 'send'>,
  { longest, clock }: { readonly longest: number; readonly clock: () => number },
): Promise<Result<Uint8Array>> {
  const answer = await transport.send(
    { kind: 'anonymous' },
    {
      method: 'GET',
      url: `https://${host}${wellKnown}`,
      headers: { accept: 'application/json' },
      fresh: true,
      timeout,
      maximumBody: longest,
    },
  )
  if (!answer.ok) {
    const tooLarge = answer.failure.code === 'bank.answer-too-large'
    return tooLarge ? failure('bank-file.too-large', { cause: answer.failure.cause }) : answer
  }
  const { status, body } = answer.value
  const cause = causeOf(answer.value)
  // Many a server answers every address that it does not know with its own page.
  if (status === 200) return isPage(answer.value) ? failure('bank-file.none-there', { cause }) : success(body)
  if (status >= 300 && status < 400) return failure('bank-file.redirected', { cause })
  return passingFailure(answer.value, clock()) ?? failure('bank-file.none-there', { cause })
}
