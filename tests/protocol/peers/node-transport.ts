/** The bank client's transport over Node's own TLS, for tests without Electron: identities are PEM files' contents. */
import https from 'node:https'
import type { HttpAnswer, HttpRequest, Identity, Transport } from '../../../main/bank/transport/http.ts'
import { failure, type Result, success } from '../../../main/renewal/errors.ts'

export interface KeyPair {
  /** PEM */
  readonly certificate: string
  readonly key: string
}

/**
 * @param trustAnchors PEM
 * @param identities by thumbprint
 */
export function nodeTransport(trustAnchors: string, identities: ReadonlyMap<string, KeyPair>): Transport {
  const agents = new Map<string, https.Agent>()

  function agentOf(identity: Identity): https.Agent | undefined {
    const name = nameOf(identity)
    const pair = identity.kind === 'anonymous' ? undefined : identities.get(identity.thumbprint)
    if (identity.kind === 'certificate' && pair === undefined) return undefined
    const agent =
      agents.get(name) ??
      new https.Agent({
        ca: trustAnchors,
        keepAlive: true,
        ...(pair === undefined ? {} : { cert: pair.certificate, key: pair.key }),
      })
    agents.set(name, agent)
    return agent
  }

  return {
    async send(identity, request) {
      const agent = agentOf(identity)
      return agent === undefined ? failure('keystore.certificate-missing') : exchange(agent, request)
    },
    forget(identity) {
      agents.get(nameOf(identity))?.destroy()
      agents.delete(nameOf(identity))
    },
  }
}

function nameOf(identity: Identity): string {
  return identity.kind === 'anonymous' ? '' : identity.thumbprint
}

function exchange(agent: https.Agent, request: HttpRequest): Promise<Result<HttpAnswer>> {
  const { url, method, headers, body, timeout, maximumBody } = request
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeout)
    const unreachable = (error: Error): void => {
      const code = signal.aborted ? 'bank.timeout' : 'bank.unreachable'
      resolve(failure(code, { retry: 'later', cause: error.message }))
    }
    const length = body === undefined ? {} : { 'content-length': String(body.length) }
    const sent = https.request(url, { agent, method, headers: { ...headers, ...length }, signal }, (answer) => {
      const parts: Buffer[] = []
      let size = 0
      answer.on('data', (part: Buffer) => {
        parts.push(part)
        size += part.length
        if (size <= maximumBody) return
        resolve(failure('bank.answer-too-large'))
        answer.destroy()
      })
      answer.once('error', unreachable)
      answer.once('end', () => {
        const date = Date.parse(answer.headers.date ?? '')
        resolve(
          success({
            status: answer.statusCode ?? 0,
            headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
            body: new Uint8Array(Buffer.concat(parts)),
            date: Number.isNaN(date) ? undefined : date,
          }),
        )
      })
    })
    sent.once('error', unreachable)
    sent.end(body)
  })
}
