import { type DemoBankState, type DemoCharacter, demoCharacters } from '../../../preload/contract.ts'
import type { HttpRequest, Transport } from '../../bank/transport/http.ts'
import type { CaughtMail, Fault, LedgerCustomer, LedgerReminder, StartingCertificate } from '../../demo-bank/control.ts'
import type { DemoBank } from './bank-process.ts'

/** What only a demo may ask its bank, over the same TLS as everything else and with the bank's control token. */
export function demoControl({ origin, controlToken }: DemoBank, transport: Transport) {
  async function ask<T>(method: 'GET' | 'POST', name: string, body?: unknown): Promise<T> {
    const request: HttpRequest = {
      method,
      url: `${origin}/demo/${name}`,
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) }),
      timeout: 30_000,
      maximumBody: 4 * 1024 * 1024,
    }
    const sent = await transport.send({ kind: 'anonymous' }, request)
    if (!sent.ok) throw new Error(`demo bank: ${sent.failure.code} ${sent.failure.cause ?? ''}`)
    const { status, body: answer } = sent.value
    const text = new TextDecoder().decode(answer)
    if (status >= 300) throw new Error(`demo bank: ${name} answered ${status} ${text.slice(0, 200)}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  return {
    startingCertificate: (wanted: StartingCertificate) =>
      ask<{ certificate: string; intermediates: string[] }>('POST', 'certificates', wanted),
    oneTimePassword: (customerId: string) => ask<unknown>('POST', 'one-time-passwords', { customerId }),
    setCharacter: (character: DemoCharacter) => ask<unknown>('POST', 'characters', character),
    sendReminders: () => ask<{ sent: number }>('POST', 'reminders', {}),
    async state(): Promise<DemoBankState> {
      const mails = await ask<CaughtMail[]>('GET', 'mails')
      const customers = await ask<LedgerCustomer[]>('GET', 'customers')
      const reminders = await ask<LedgerReminder[]>('GET', 'reminders')
      const faults = await ask<Fault[]>('GET', 'faults')
      const isOn = (name: string) => faults.some(({ where, fault }) => where === 'bank' && fault === name)
      return {
        characters: demoCharacters.map((name) => ({ name, on: isOn(name) })),
        undelivered: reminders.flatMap(({ customerId, days, state, attempts, nextAttemptAt, reason }) =>
          state === 'sent' || nextAttemptAt === null
            ? []
            : [{ customerId, days, state, attempts, nextAttemptAt, reason: reason ?? '' }],
        ),
        mails: mails.map(({ id, time, from, to, subject, text }) => ({ id, time, from, to, subject, text })),
        customers: customers.map(({ customerId, name, password }) => ({ customerId, name, password })),
      }
    },
  }
}

export type DemoControl = ReturnType<typeof demoControl>
