import { describe, expect, it } from 'vitest'
import { startBank, temporaryFolder, type RunningBank } from '../peers/bank-process.ts'
import { type Holder, holderOf, identityOf, makeRequest, missing, openssl, yamada } from '../peers/openssl.ts'

const asJson = { 'content-type': 'application/json' }

function logIn(bank: RunningBank, identity: Holder | undefined, customerId: string, password: string) {
  const request = { headers: asJson, body: JSON.stringify({ customerId, password }) }
  return bank.ask('/portal/login', identity === undefined ? request : { ...request, identity })
}

async function passwordOf(bank: RunningBank, customerId: string): Promise<string> {
  return (await bank.customers()).find((customer) => customer.customerId === customerId)!.password
}

function cookieIn(headers: Readonly<Record<string, string>>): Record<string, string> {
  return { cookie: headers['set-cookie']!.split(';')[0]! }
}

describe.skipIf(missing !== undefined)("the demo bank's portal", () => {
  it('signs a customer in, under a cookie that scripts and other sites never get', async () => {
    const bank = await startBank()
    const identity = await holderOf(bank, temporaryFolder())
    const answer = await logIn(bank, identity, yamada.customerId, await passwordOf(bank, yamada.customerId))
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toEqual({
      customerId: 'K1000001',
      name: '山田 花子',
      organisation: '更新商事株式会社',
    })
    expect(answer.headers['set-cookie']).toMatch(/; HttpOnly; Secure; SameSite=Strict$/)
  })

  it('refuses a wrong password and the other customer alike, and then makes guessers wait', async () => {
    const bank = await startBank()
    const identity = await holderOf(bank, temporaryFolder())
    const refused = { status: 401, text: JSON.stringify({ code: 'login-refused' }) }
    expect(await logIn(bank, identity, yamada.customerId, 'wrong')).toMatchObject(refused)
    expect(await logIn(bank, identity, 'nobody', 'wrong')).toMatchObject(refused)
    // Right ID and password, but of somebody else than the certificate's holder.
    expect(await logIn(bank, identity, 'K1000002', await passwordOf(bank, 'K1000002'))).toMatchObject(refused)
    for (let attempt = 0; attempt < 2; attempt++) await logIn(bank, identity, yamada.customerId, 'wrong')
    const blocked = await logIn(bank, identity, yamada.customerId, await passwordOf(bank, yamada.customerId))
    expect(blocked).toMatchObject({ status: 429, text: JSON.stringify({ code: 'too-many-attempts' }) })
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('needs a certificate of this bank that is neither expired nor revoked, and says which of it failed', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const codeFor = async (identity: Holder | undefined) => {
      const seen = await bank.ask('/portal/who-am-i', identity && { identity })
      const answers = [await logIn(bank, identity, yamada.customerId, 'x'), seen]
      return answers.map(({ status, text }) => `${status} ${(JSON.parse(text) as { code: string }).code}`)
    }
    expect(await codeFor(undefined)).toEqual(['403 certificate-needed', '403 certificate-needed'])
    const { key } = await makeRequest(folder, 'foreign')
    const selfSigned = await openssl(['req', '-x509', '-new', '-key', key, '-subj', '/CN=K1000001', '-outform', 'DER'])
    const foreign = identityOf(folder, 'foreign', selfSigned.toString('base64'), key)
    expect(await codeFor(foreign)).toEqual(['403 certificate-unknown', '403 certificate-unknown'])
    expect(await codeFor(await holderOf(bank, folder, 'grace'))).toEqual(['403 expired', '403 expired'])
    const current = await holderOf(bank, folder)
    await bank.control('POST', 'revocations', { thumbprint: current.thumbprint })
    expect(await codeFor(current)).toEqual(['403 revoked', '403 revoked'])
  })

  it.each(['valid', 'due'] as const)('tells a %s certificate whose it is', async (status) => {
    const bank = await startBank()
    const identity = await holderOf(bank, temporaryFolder(), status)
    const answer = await bank.ask('/portal/who-am-i', { identity })
    const { thumbprint } = identity
    expect(JSON.parse(answer.text)).toEqual({ thumbprint, customerId: 'K1000001', name: '山田 花子', status })
  })

  it("tells the registered e-mail address to the session's own certificate, until the customer logs out", async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const identity = await holderOf(bank, folder)
    const login = await logIn(bank, identity, yamada.customerId, await passwordOf(bank, yamada.customerId))
    const headers = cookieIn(login.headers)
    const email = (options: { identity?: Holder; headers?: Record<string, string> }) =>
      bank.ask('/portal/registered-email', options)
    expect(JSON.parse((await email({ identity, headers })).text)).toEqual({ email: yamada.email })
    expect((await email({ identity })).status).toBe(401)
    expect((await email({ headers })).status).toBe(403)
    const other = await makeRequest(folder, 'other')
    const { certificate } = await bank.startingCertificate('K1000002', other.der, 'valid')
    const thief = identityOf(folder, 'other', certificate, other.key)
    expect((await email({ identity: thief, headers })).status).toBe(401)
    const logout = await bank.ask('/portal/logout', { identity, headers: { ...headers, ...asJson }, body: '{}' })
    expect(logout.status).toBe(204)
    expect((await email({ identity, headers })).status).toBe(401)
  })

  it('tells its policy, and shows the banking page in Japanese to its customers only', async () => {
    const bank = await startBank()
    expect(JSON.parse((await bank.ask('/portal/policy')).text)).toMatchObject({ noticeDays: 30, graceDays: 30 })
    const identity = await holderOf(bank, temporaryFolder())
    const page = await bank.ask('/banking', { identity })
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(page.text).toContain('更新商事株式会社 山田 花子 様')
    expect((await bank.ask('/banking')).status).toBe(403)
  })

  it('takes neither other methods nor what is not JSON', async () => {
    const bank = await startBank()
    const identity = await holderOf(bank, temporaryFolder())
    expect(await bank.ask('/portal/login', { identity })).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    expect((await bank.ask('/portal/login', { identity, headers: asJson, body: '{' })).status).toBe(400)
    expect((await bank.ask('/portal/toString', { identity })).status).toBe(404)
  })
})
