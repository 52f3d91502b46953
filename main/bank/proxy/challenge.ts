/** A proxy that asks who we are, and the answer that Chromium gets: the same for a request and for a page. */
import type { AuthInfo } from 'electron'
import type { Deadline } from '../transport/deadline.ts'
import { isEncrypted, type Way } from './way.ts'

/** A proxy that wants to know who we are (RFC 9110 11.7, HTTP 407). */
export interface ProxyChallenge {
  readonly host: string
  readonly port: number
  readonly realm: string
  /** As Chromium names it: basic, digest, ntlm, negotiate. */
  readonly scheme: string
  /** The connection to the proxy itself is TLS. */
  readonly encrypted: boolean
  /** What we gave before was refused. */
  readonly refused: boolean
}

export interface ProxyCredentials {
  readonly username: string
  readonly password: string
}

/** After so many answers that a proxy did not take it is left alone: an account must not be locked out by us. */
const maximumAnswers = 3

interface Asked {
  /** That its session keeps to. */
  readonly way: Way | undefined
  readonly options: {
    /** Knows or asks; undefined when nobody answers. Without it a proxy's question fails what met it. */
    readonly proxyCredentials?: (challenge: ProxyChallenge) => Promise<ProxyCredentials | undefined>
  }
}

/**
 * Answers Chromium's `login` questions of one request, or of one page. A web server's own 401 is an answer like any other:
 * the network stack never logs in to it.
 *
 * @param deadline stands still while somebody may be asked
 * @param onUnknown the proxy gets no answer, so that there will be no way through it
 */
export function answerProxy({ way = '', options }: Asked, deadline: Deadline, onUnknown: () => void) {
  let answers = 0
  async function credentialsFor({ host, port, realm, scheme }: AuthInfo): Promise<ProxyCredentials | undefined> {
    const refused = answers > 0
    if (answers++ >= maximumAnswers) return undefined
    const encrypted = isEncrypted(way, { host, port })
    return options.proxyCredentials?.({ host, port, realm, scheme, encrypted, refused })
  }
  return (challenge: AuthInfo, answer: (username?: string, password?: string) => void): void => {
    if (!challenge.isProxy) return answer()
    deadline.pause()
    // Whatever becomes of the question, the network stack gets an answer: it waits for one, and all requests with it.
    void credentialsFor(challenge)
      .catch(() => undefined)
      .then((credentials) => {
        deadline.resume()
        if (credentials === undefined) onUnknown()
        answer(credentials?.username, credentials?.password)
      })
  }
}
