import nodemailer from 'nodemailer'
import { type Letter, sender } from './letters.ts'

export interface Postman {
  /** Resolves when the SMTP server has taken the letter over. @throws Error when it has not. */
  send(letter: Letter): Promise<void>
  close(): void
}

const patience = 15_000

export function createPostman({ host, port }: { readonly host: string; readonly port: number }): Postman {
  const loopback = host === 'localhost' || host === '::1' || host.startsWith('127.')
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: false,
    // Within one machine there is nobody to encrypt against and no certificate to check; elsewhere STARTTLS if offered.
    ignoreTLS: loopback,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text, messageId }) {
      // RFC 3834: no holiday notes in return.
      const headers = { 'Auto-Submitted': 'auto-generated' }
      await transport.sendMail({ from: sender, to, subject, text, messageId, headers })
    },
    close: () => transport.close(),
  }
}
