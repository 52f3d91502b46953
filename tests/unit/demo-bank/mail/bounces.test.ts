import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { readBounce } from '../../../../main/demo-bank/mail/bounces.ts'

const report = (fields: string) =>
  PostalMime.parse(
    [
      'Content-Type: multipart/report; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      fields,
      '--b--',
    ].join('\r\n'),
  )
const reasonIn = async (fields: string) =>
  readBounce('returns+4a5f-30@demo-bank.example', await report(`Action: failed\r\n${fields}`))?.reason

describe('why a letter came back', () => {
  it('is one short line, whoever wrote it into the bank’s mailbox', async () => {
    expect(await reasonIn('Diagnostic-Code: smtp; \u001b[31m\u202e550 no such user')).toBe('[31m 550 no such user')
    expect(await reasonIn(`Status: ${'5'.repeat(100_000)}`)).toHaveLength(200)
  })

  it('is that it did, where the report says nothing that can be seen', async () => {
    expect(await reasonIn('Diagnostic-Code: smtp; \u200b')).toBe('it could not be delivered')
    expect(await reasonIn('Final-Recipient: rfc822; a@b.example')).toBe('it could not be delivered')
  })
})
