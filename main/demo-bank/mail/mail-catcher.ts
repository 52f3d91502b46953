/** A mailbox on loopback for a demo without an SMTP server: takes every letter, delivers it to nobody, shows it. */
import type { AddressInfo } from 'node:net'
import PostalMime, { type Address } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { CaughtMail } from '../control.ts'

export interface MailCatcher {
  readonly port: number
  close(): Promise<void>
}

const maximumSize = 1024 * 1024

/** @param keep is called before the sender hears that its letter was taken: what it throws, the sender hears. */
export function catchMail(keep: (mail: CaughtMail) => void): Promise<MailCatcher> {
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
        read(Buffer.concat(parts), session.envelope.rcptTo.map(({ address }) => address).join(', '))
          .then(keep)
          .then(() => done(), (error: Error) => done(error))
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

async function read(raw: Buffer, recipients: string): Promise<CaughtMail> {
  const mail = await PostalMime.parse(raw)
  return {
    id: mail.messageId ?? `<${Date.now()}-${raw.length}@unidentified>`,
    time: Date.now(),
    from: written(mail.from),
    to: mail.to?.map(written).join(', ') ?? recipients,
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
