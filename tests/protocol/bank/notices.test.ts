/** `POST notices/check`: by the code in it, a letter of the bank can be told from a fraudster's. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { startBank, temporaryFolder, type RunningBank } from '../peers/bank-process.ts'
import { openMailbox } from '../peers/mailbox.ts'
import { holderOf, makeRequest, missing, yamada } from '../peers/openssl.ts'

const written = /お知らせコード: ([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})/

async function check(bank: RunningBank, body: unknown) {
  const headers = { 'content-type': 'application/json' }
  const { status, text } = await bank.ask('/portal/notices/check', { headers, body: JSON.stringify(body) })
  return { status, told: JSON.parse(text) as unknown }
}

/** A reminder that came by SMTP, and the code in it. */
async function reminded() {
  const smtp = await openMailbox()
  const folder = path.join(temporaryFolder(), 'bank')
  const bank = await startBank({ smtp, folder })
  const holder = await holderOf(bank, temporaryFolder())
  await bank.control('POST', 'reminders', {})
  const letter = smtp.letters.at(-1)!
  return { smtp, bank, folder, holder, letter, code: written.exec(letter.text ?? '')![1]! }
}

describe.skipIf(missing !== undefined)('the code in a letter of the bank', () => {
  it('stands in its text and its page, and is told to be sent to the holder of the certificate, however it is typed', async () => {
    const { bank, holder, letter, code } = await reminded()
    expect(letter.html).toContain(code)
    for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ' '), code.replaceAll('-', '')]) {
      expect(await check(bank, { code: typed, thumbprints: ['f'.repeat(64), holder.thumbprint] })).toMatchObject({
        status: 200,
        told: { result: 'sent', sentAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown },
      })
    }
  })

  it("is as unknown as a made-up one to whoever it was not sent to: a fraudster's own letter vouches for none of theirs", async () => {
    const { bank, code, holder } = await reminded()
    const other = await makeRequest(temporaryFolder(), 'other')
    await bank.startingCertificate('K1000002', other.der, 'due')
    const sato = (await bank.certificates()).find(({ customerId }) => customerId === 'K1000002')!
    const answers = [
      await check(bank, { code, thumbprints: [sato.thumbprint] }),
      await check(bank, { code, thumbprints: ['f'.repeat(64)] }),
      await check(bank, { code, customerId: 'K1000002' }),
      await check(bank, { code, customerId: 'nobody' }),
      await check(bank, { code: 'AAAA-AAAA-AAAA-AAAA', thumbprints: [holder.thumbprint] }),
      await check(bank, { code: 'AAAA-AAAA-AAAA-AAAA', customerId: yamada.customerId }),
    ]
    expect(new Set(answers.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ status: 200, told: { result: 'unknown' } })]),
    )
  })

  it('is in the letter of a first certificate, too, for the customer, who has no certificate yet', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp })
    await bank.control('POST', 'one-time-passwords', { customerId: yamada.customerId })
    const code = written.exec(smtp.letters[0]?.text ?? '')![1]!
    expect(await check(bank, { code, customerId: 'k1000001' })).toMatchObject({ told: { result: 'sent' } })
    expect(await check(bank, { code, customerId: 'K1000002' })).toMatchObject({ told: { result: 'unknown' } })
  })

  it('is known over a restart, and stands in no book of the bank itself', async () => {
    const { bank, folder, holder, code, smtp } = await reminded()
    await bank.stop()
    for (const file of ['ledger.db', 'ledger.db-wal']) {
      const bytes = readIfThere(path.join(folder, file))
      expect(bytes.includes(code)).toBe(false)
      expect(bytes.includes(code.replaceAll('-', ''))).toBe(false)
    }
    const again = await startBank({ smtp, folder })
    expect(await check(again, { code, thumbprints: [holder.thumbprint] })).toMatchObject({ told: { result: 'sent' } })
  })

  it('is looked at in questions of the right form alone', async () => {
    const { bank, code, holder } = await reminded()
    const many = Array.from({ length: 21 }, () => holder.thumbprint)
    for (const wrong of [
      { code },
      { code, thumbprints: [] },
      { code, thumbprints: many },
      { code, thumbprints: ['A'.repeat(64)] },
      { code: 'x'.repeat(65), thumbprints: [holder.thumbprint] },
      { code, thumbprints: [holder.thumbprint], customerId: yamada.customerId },
      'code',
    ]) {
      expect(await check(bank, wrong)).toEqual({ status: 400, told: { code: 'bad-request' } })
    }
    expect((await bank.ask('/portal/notices/check', {})).status).toBe(405)
  })
})

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
