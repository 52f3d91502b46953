import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import nodemailer from 'nodemailer'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type BankProcess, type RunningBank, startBank, temporaryFolder } from '../peers/bank-process.ts'
import { openMailbox } from '../peers/mailbox.ts'
import { quietPort } from '../peers/quiet-port.ts'
import { holderOf, missing, yamada } from '../peers/openssl.ts'

const minute = 60 * 1000
const hour = 60 * minute
const patience = { timeout: 30_000 }

const remind = (bank: RunningBank, now?: number) =>
  bank.control<{ sent: number; failed: number }>('POST', 'reminders', now === undefined ? {} : { now })

describe.skipIf(missing !== undefined)('a reminder that the mail server does not take', () => {
  it('is tried again after a minute, then after twice as long each time, and once taken never more', async () => {
    const busy = { code: 451, text: 'mailbox busy' }
    const smtp = await openMailbox({ refusals: [busy, busy, busy] })
    const bank = await startBank({ smtp })
    await holderOf(bank, temporaryFolder())
    let now = Date.now()
    for (const wait of [1, 2, 4]) {
      expect(await remind(bank, now)).toEqual({ sent: 0, failed: 1 })
      const nextAttemptAt = now + wait * minute
      expect(await bank.reminders()).toMatchObject([{ state: 'unsent', sentAt: null, nextAttemptAt }])
      expect(await remind(bank, now + wait * minute - 1)).toEqual({ sent: 0, failed: 0 })
      now += wait * minute
    }
    expect(await remind(bank, now)).toEqual({ sent: 1, failed: 0 })
    expect(await bank.reminders()).toMatchObject([
      { days: 30, state: 'sent', attempts: 4, sentAt: now, nextAttemptAt: null, reason: null },
    ])
    expect(await remind(bank, now + hour)).toEqual({ sent: 0, failed: 0 })
    expect(smtp.letters).toHaveLength(1)
  })

  it('and is refused for good waits an hour, and is reported with the server’s words', async () => {
    const smtp = await openMailbox({ refusals: [{ code: 550, text: 'no such mailbox' }] })
    const bank = await startBank({ smtp })
    await holderOf(bank, temporaryFolder())
    const now = Date.now()
    expect(await remind(bank, now)).toEqual({ sent: 0, failed: 1 })
    const [reported] = await bank.reminders()
    expect(reported).toMatchObject({ customerId: yamada.customerId, state: 'refused', nextAttemptAt: now + hour })
    expect(reported?.reason).toContain('no such mailbox')
    expect(await remind(bank, now + hour)).toEqual({ sent: 1, failed: 0 })
  })

  it('because it is not there goes out by itself when the server is back', async () => {
    const gone = { host: '127.0.0.1', port: await quietPort() }
    const folder = path.join(temporaryFolder(), 'bank')
    const first = await startBank({ folder })
    await holderOf(first, temporaryFolder())
    await first.stop()
    // An attempt takes longer than the first wait: it must not be the last one for that.
    const bank = await startBank({ folder, smtp: gone, reminderInterval: hour, retryAfter: 1 })
    await vi.waitFor(async () => expect((await bank.reminders())[0]?.state).toBe('unsent'), patience)
    const back = await openMailbox({ port: gone.port })
    await vi.waitFor(() => expect(back.letters).toHaveLength(1), patience)
  })
})

describe.skipIf(missing !== undefined)('a reminder that comes back', () => {
  async function bounce(bank: RunningBank, to: string, action: 'failed' | 'delayed'): Promise<void> {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: bank.mailPort, ignoreTLS: true })
    onTestFinished(() => transport.close())
    const report = [
      'From: MAILER-DAEMON@mx.example',
      `To: ${to}`,
      'Subject: Undelivered Mail',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'It could not be delivered.',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      `Final-Recipient: rfc822; ${yamada.email}`,
      `Action: ${action}`,
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 user unknown',
      '',
      '--b--',
      '',
    ]
    await transport.sendMail({ envelope: { from: '', to }, raw: report.join('\r\n') })
  }

  it('is reported, and sent again later under the same Message-ID', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp })
    await holderOf(bank, temporaryFolder())
    await remind(bank)
    const before = Date.now()
    await bounce(bank, smtp.letters[0]!.returnPath, 'failed')
    const [reported] = await bank.reminders()
    expect(reported).toMatchObject({ state: 'bounced', reason: '550 5.1.1 user unknown', sentAt: null })
    expect(reported?.nextAttemptAt).toBeGreaterThanOrEqual(before + hour)
    expect(await remind(bank)).toEqual({ sent: 0, failed: 0 })
    expect(await remind(bank, reported!.nextAttemptAt!)).toEqual({ sent: 1, failed: 0 })
    expect(smtp.letters[1]?.messageId).toBe(smtp.letters[0]?.messageId)
  })

  it('is not taken for lost when a server only says that it is late', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp })
    await holderOf(bank, temporaryFolder())
    await remind(bank)
    const { returnPath } = smtp.letters[0]!
    await bounce(bank, returnPath, 'delayed')
    // Of a letter that was never written no report is believed.
    await bounce(bank, returnPath.replace('-30@', '-10@'), 'failed')
    expect(await bank.reminders()).toMatchObject([{ days: 30, state: 'sent' }])
    expect(await bank.mails()).toEqual([])
  })
})

describe.skipIf(missing !== undefined)("a bank killed between the mail server's answer and its own books", () => {
  it.skipIf(process.platform === 'win32')('sends the letter again, under the same Message-ID', async () => {
    const folder = path.join(temporaryFolder(), 'bank')
    let victim: BankProcess | undefined
    // Stopped before the answer leaves: it is delivered to the bank's machine, and the bank never acts on it.
    const smtp = await openMailbox({ beforeAnswer: () => victim?.process.kill('SIGSTOP') })
    const first = await startBank({ smtp, folder })
    await holderOf(first, temporaryFolder())
    victim = first
    const lost = remind(first).catch(() => 'lost')
    await vi.waitFor(() => expect(smtp.letters).toHaveLength(1), patience)
    victim = undefined
    await first.kill()
    expect(await lost).toBe('lost')

    const second = await startBank({ smtp, folder })
    expect(await second.reminders()).toEqual([])
    expect(await remind(second)).toEqual({ sent: 1, failed: 0 })
    expect(await remind(second)).toEqual({ sent: 0, failed: 0 })
    expect(smtp.letters).toHaveLength(2)
    expect(new Set(smtp.letters.map(({ messageId }) => messageId)).size).toBe(1)
  })
})

const python = spawnSync('python3', ['--version']).status === 0
if (!python) console.warn('skipped: python3, the foreign reader of our letters, is not installed')

describe.skipIf(missing !== undefined)('the letter on the wire', () => {
  const foreign = `
import email, email.policy, json, sys
from email.header import decode_header, make_header
source = sys.stdin.buffer.read()
letter = email.message_from_bytes(source, policy=email.policy.default)
# The new header parser of Python 3.11 puts a blank between two encoded words of a name; the old one is right.
headers = email.message_from_bytes(source, policy=email.policy.compat32)
told = {name: str(make_header(decode_header(headers[name]))) for name in ('subject', 'from', 'to')}
parts = [{'type': p.get_content_type(), 'charset': p.get_content_charset(),
          'encoding': p['content-transfer-encoding'], 'content': p.get_content()} for p in letter.iter_parts()]
print(json.dumps({'type': letter.get_content_type(), 'parts': parts, **told}))
`
  interface Decoded {
    readonly type: string
    readonly subject: string
    readonly from: string
    readonly to: string
    readonly parts: readonly { type: string; charset: string; encoding: string; content: string }[]
  }

  it.skipIf(!python)('is plain text and HTML in UTF-8 that a foreign library reads alike', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp })
    await holderOf(bank, temporaryFolder())
    await remind(bank)
    const { raw, text } = smtp.letters[0]!
    const answer = execFileSync('python3', ['-c', foreign], { input: raw, encoding: 'utf8' })
    const decoded = JSON.parse(answer) as Decoded
    expect(decoded).toMatchObject({
      type: 'multipart/alternative',
      subject: '【デモ銀行】電子証明書の有効期限のお知らせ',
      from: 'デモ銀行 法人インターネットバンキング <no-reply@demo-bank.example>',
      to: `山田 花子 <${yamada.email}>`,
      parts: [
        { type: 'text/plain', charset: 'utf-8', encoding: 'base64' },
        { type: 'text/html', charset: 'utf-8', encoding: 'base64' },
      ],
    })
    expect(decoded.parts[0]?.content.trimEnd()).toBe(text?.trimEnd())
    const html = decoded.parts[1]!.content
    for (const line of text!.split('\n').filter((one) => one.trim() !== '')) {
      // The name of a fact and its value stand in cells of their own, and the list counts by itself.
      const said = line
        .trim()
        .replace(/^\d+\. /, '')
        .split(': ')
      for (const part of said) expect(html).toContain(part)
    }
  })

  it('holds ASCII alone, in lines that every mail server passes on, and nothing to click', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp })
    await holderOf(bank, temporaryFolder())
    await remind(bank)
    const { raw, html, text } = smtp.letters[0]!
    expect(raw).toMatch(/^[\x09\x0a\x0d\x20-\x7e]*$/)
    for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
    for (const word of raw.match(/=\?[^?]+\?[BQ]\?[^?]*\?=/gi)!) expect(word.length).toBeLessThanOrEqual(75)
    expect(`${html}${text}`).not.toMatch(/https?:|href|src=|<form|<script|<img/i)
    expect(raw).toContain('Auto-Submitted: auto-generated')
  })
})
