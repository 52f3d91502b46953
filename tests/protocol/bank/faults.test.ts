import { describe, expect, it } from 'vitest'
import type { Fault } from '../../../main/demo-bank/control.ts'
import { startBank, temporaryFolder } from '../peers/bank-process.ts'
import { certificatesIn, holderOf, makeRequest, missing, pkcs10, wrapped, yamada } from '../peers/openssl.ts'

describe.skipIf(missing !== undefined)('faults of the demo bank, seen with curl', () => {
  it('202 and 503 say when to come back, and use nothing up', async () => {
    const bank = await startBank()
    const { der } = await makeRequest(temporaryFolder(), 'new')
    const user = { name: yamada.customerId, password: await bank.oneTimePassword(yamada.customerId) }
    const enrol = () => bank.ask('/.well-known/est/simpleenroll', { headers: pkcs10, body: wrapped(der), user })
    await bank.fault({ where: 'simpleenroll', fault: 'pending', times: 1, amount: 120 })
    await bank.fault({ where: 'simpleenroll', fault: 'busy', times: 1, amount: 30 })
    expect(await enrol()).toMatchObject({ status: 202, headers: { 'retry-after': '120' } })
    expect(await enrol()).toMatchObject({ status: 503, headers: { 'retry-after': '30' } })
    expect(await bank.certificates()).toEqual([])
    expect((await enrol()).status).toBe(200)
  })

  it('happen as often as they were ordered, in their place only, and can be called off', async () => {
    const bank = await startBank()
    await bank.fault({ where: 'csrattrs', fault: 'busy', times: 2 })
    const status = async (name: string) => (await bank.ask(`/.well-known/est/${name}`)).status
    expect(await status('cacerts')).toBe(200)
    expect([await status('csrattrs'), await status('csrattrs'), await status('csrattrs')]).toEqual([503, 503, 200])
    await bank.fault({ where: 'csrattrs', fault: 'busy', times: 5 })
    expect(await bank.control('GET', 'faults')).toEqual([{ where: 'csrattrs', fault: 'busy', times: 5 }])
    await bank.control('DELETE', 'faults')
    expect(await status('csrattrs')).toBe(200)
  })

  it('on the wire: reset, truncation, size, type, garbage and time', async () => {
    const bank = await startBank()
    const next = async (fault: Fault['fault'], amount?: number) => {
      await bank.fault({ where: 'cacerts', fault, times: 1, ...(amount === undefined ? {} : { amount }) })
      return bank.ask('/.well-known/est/cacerts')
    }
    const whole = await bank.ask('/.well-known/est/cacerts')
    // 52, 56: nothing or a failure instead of an answer; 18: less than was promised
    expect([52, 56]).toContain((await next('reset')).exit)
    const truncated = await next('truncated-body')
    expect(truncated.exit).toBe(18)
    expect(whole.text.startsWith(truncated.text) && truncated.text.length < whole.text.length).toBe(true)
    expect((await next('oversized-body', 1_000_000)).body.length).toBe(1_000_000)
    expect((await next('wrong-content-type')).headers['content-type']).toBe('text/html; charset=utf-8')
    await expect(certificatesIn((await next('garbage')).body)).rejects.toThrow(/pkcs7/)
    const { headers } = await next('clock-skew', -86_400_000)
    expect((Date.now() - Date.parse(headers['date']!)) / 3_600_000).toBeCloseTo(24, 1)
    const begun = performance.now()
    await bank.fault({ where: 'cacerts', fault: 'delay', times: 1, amount: 500 })
    expect((await bank.ask('/.well-known/est/cacerts')).text).toBe(whole.text)
    expect(performance.now() - begun).toBeGreaterThan(500)
  })

  it('in the portal: a certificate that the bank takes for revoked', async () => {
    const bank = await startBank()
    const identity = await holderOf(bank, temporaryFolder())
    await bank.fault({ where: 'portal', fault: 'revoked', times: 1 })
    expect((await bank.ask('/portal/who-am-i', { identity })).status).toBe(403)
    expect((await bank.ask('/portal/who-am-i', { identity })).status).toBe(200)
  })

  it.each([
    { where: 'csrattrs', fault: 'wrong-key', times: 1 },
    { where: 'simpleenroll', fault: 'no-such-fault', times: 1 },
    { where: 'simpleenroll', fault: 'busy', times: 0 },
  ])('are refused where they could have no effect: $where $fault $times', async (fault) => {
    const bank = await startBank()
    await expect(bank.control('POST', 'faults', fault)).rejects.toThrow(/400/)
  })
})

describe.skipIf(missing !== undefined)('starting certificates', () => {
  it.each([
    ['valid', 30, 366],
    ['due', 19, 22],
    ['grace', -30, 0],
    ['lapsed', -366, -30],
  ] as const)('%s is what its days say', async (status, from, until) => {
    const bank = await startBank()
    await holderOf(bank, temporaryFolder(), status)
    const [entry] = await bank.certificates()
    const days = (entry!.notAfter - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(from)
    expect(days).toBeLessThan(until)
    expect((entry!.notAfter - entry!.notBefore) / 86_400_000).toBeGreaterThanOrEqual(365)
  })

  it('are one for each key: the same again, but not in another status', async () => {
    const bank = await startBank()
    const { der } = await makeRequest(temporaryFolder(), 'new')
    const first = await bank.startingCertificate(yamada.customerId, der, 'due')
    expect(await bank.startingCertificate(yamada.customerId, der, 'due')).toEqual(first)
    await expect(bank.startingCertificate(yamada.customerId, der, 'lapsed')).rejects.toThrow(/409/)
    await expect(bank.startingCertificate('K1000002', der, 'due')).rejects.toThrow(/409/)
    await expect(bank.startingCertificate('nobody', der, 'due')).rejects.toThrow(/404/)
  })
})
