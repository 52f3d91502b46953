/**
 * The bank's own mailbox on loopback. Reports of undeliverable letters arrive here; in a demo without an SMTP server
 * every letter does: it is delivered to nobody and shown.
 */
import type { AddressInfo } from 'node:net'
import PostalMime, { type Address, type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { CaughtMail } from '../control.ts'
import { type Bounce, isReturnAddress, readBounce } from './bounces.ts'

export interface MailCatcher {
  readonly port: number
  close(): Promise<void>
}

/** Bytes. Letters of a bank and reports of them have a tenth; of a megabyte of empty lines each takes the reader longer. */
const maximumSize = 128 * 1024

/** Each is called before the sender hears that its letter was taken: what it throws, the sender hears. */
export interface MailKeepers {
  readonly keep: (mail: CaughtMail) => void
  readonly bounced: (bounce: Bounce) => void
}

export function catchMail(keepers: MailKeepers): Promise<MailCatcher> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    size: maximumSize,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => void parts.push(part))
      stream.once('error', done)
      stream.once('end', () => {
        if (stream.sizeExceeded) return done(new Error('the letter is too large'))
        const recipients = session.envelope.rcptTo.map(({ address }) => address)
        take(Buffer.concat(parts), recipients, keepers).then(
          () => done(),
          (error: Error) => done(error),
        )
      })
    },
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      // A connection that breaks off is no reason to end the bank.
      server.off('error', reject)
      server.on('error', () => undefined)
      const { port } = server.server.address() as AddressInfo
      resolve({ port, close: () => new Promise((closed) => void server.close(() => closed())) })
    })
  })
}

async function take(raw: Buffer, recipients: readonly string[], { keep, bounced }: MailKeepers): Promise<void> {
  const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true })
  for (const returned of recipients.filter(isReturnAddress)) {
    const bounce = readBounce(returned, mail)
    if (bounce !== undefined) bounced(bounce)
  }
  const others = recipients.filter((recipient) => !isReturnAddress(recipient))
  if (others.length > 0) keep(caught(mail, others, raw.length))
}

function caught(mail: Email, recipients: readonly string[], size: number): CaughtMail {
  return {
    id: mail.messageId ?? `<${Date.now()}-${size}@unidentified>`,
    time: Date.now(),
    from: written(mail.from),
    to: mail.to?.map(written).join(', ') ?? recipients.join(', '),
    subject: mail.subject ?? '',
    text: (mail.text ?? '').replaceAll('\r\n', '\n').trimEnd(),
  }
}

function written(address: Address | undefined): string {
  if (address === undefined) return ''
  const { name, address: mailbox } = address
  if (mailbox === undefined) return name
  return name === '' ? mailbox : `${name} <${mailbox}>`
}
