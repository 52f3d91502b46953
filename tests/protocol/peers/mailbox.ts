/** A real SMTP server that belongs to the test: it keeps what it takes, and refuses or stops when told to. */
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'

export interface TakenLetter extends Email {
  /** As it went over the wire. */
  readonly raw: string
  /** MAIL FROM */
  readonly returnPath: string
}

interface MailboxOptions {
  readonly port?: number
  /** The answers to the first letters, before it takes any. */
  readonly refusals?: readonly { readonly code: number; readonly text: string }[]
  /** Runs after a letter was read and before the sender hears that it was taken. */
  readonly beforeAnswer?: () => void
  /** Runs when the answer has left this process. */
  readonly afterAnswer?: () => void
}

export async function openMailbox({ port = 0, refusals = [], beforeAnswer, afterAnswer }: MailboxOptions = {}) {
  const letters: TakenLetter[] = []
  const toRefuse = [...refusals]
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => void parts.push(part))
      stream.once('end', () => {
        const refusal = toRefuse.shift()
        if (refusal !== undefined) return done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
        const raw = Buffer.concat(parts)
        const { mailFrom } = session.envelope
        const returnPath = mailFrom === false ? '' : mailFrom.address
        const answer = (): void => {
          beforeAnswer?.()
          done()
          afterAnswer?.()
        }
        PostalMime.parse(raw).then((letter) => {
          letters.push({ ...letter, raw: raw.toString('latin1'), returnPath })
          answer()
        }, done)
      })
    },
  })
  // A client that is killed in the middle of a letter is part of the tests.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()))
  onTestFinished(close)
  return { host: '127.0.0.1', port: (server.server.address() as AddressInfo).port, letters, close }
}
