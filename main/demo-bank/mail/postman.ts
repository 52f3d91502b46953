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
    async send({ to, subject, text, html, messageId, returnPath }) {
      // RFC 3834: no holiday notes in return.
      const headers = { 'Auto-Submitted': 'auto-generated' }
      const envelope = { from: returnPath ?? sender.address, to: to.address }
      // Base64: quoted-printable writes each Japanese character in nine, and half of it is cut lines.
      const encoded = { headers, envelope, textEncoding: 'base64' } as const
      await transport.sendMail({ from: sender, to, subject, text, html, messageId, ...encoded })
    },
    close: () => transport.close(),
  }
}

/** Did the SMTP server refuse for good (RFC 5321 4.2.1: 5xx)? Anything else may pass by itself. */
export function isRefusal(error: unknown): boolean {
  const { responseCode } = error as { responseCode?: unknown }
  return typeof responseCode === 'number' && responseCode >= 500
}
