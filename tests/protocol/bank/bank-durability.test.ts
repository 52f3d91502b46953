import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type RunningBank, startBank, temporaryFolder } from '../peers/bank-process.ts'
import { buildBank } from '../peers/built-bank.ts'
import { giveFoundation } from '../peers/founded-bank.ts'
import { holderOf, makeRequest, missing, pkcs10, wrapped } from '../peers/openssl.ts'

/** Of a bank that others have founded: how that is done, its first start shows. */
async function foundedFolder(): Promise<string> {
  const folder = path.join(temporaryFolder(), 'bank')
  await giveFoundation(folder)
  return folder
}

describe.skipIf(missing !== undefined)('the demo bank after a power cut', () => {
  it('starts again in the folder of a killed one, with its ledger, its mails and its CA', async () => {
    const folder = path.join(temporaryFolder(), 'bank')
    const work = temporaryFolder()
    const before = await startBank({ folder })
    const current = await holderOf(before, work)
    const { der } = await makeRequest(work, 'next')
    const request = { headers: pkcs10, body: wrapped(der), identity: current }
    const issued = await before.ask('/.well-known/est/simplereenroll', request)
    await before.oneTimePassword('K1000002')
    const books = (bank: RunningBank) => Promise.all([bank.customers(), bank.certificates(), bank.mails()])
    const known = await books(before)
    await before.kill()

    const after = await startBank({ folder })
    expect(await books(after)).toEqual(known)
    expect((await after.ask('/.well-known/est/simplereenroll', request)).text).toBe(issued.text)
    expect(known.map((kind) => kind.length)).toEqual([2, 2, 1])
  })

  it('keeps a one-time password bound to the key that it was used for', async () => {
    const folder = await foundedFolder()
    const work = temporaryFolder()
    const before = await startBank({ folder })
    const user = { name: 'K1000001', password: await before.oneTimePassword('K1000001') }
    const [first, second] = [await makeRequest(work, 'first'), await makeRequest(work, 'second')]
    const enrol = (bank: RunningBank, der: Uint8Array) =>
      bank.ask('/.well-known/est/simpleenroll', { headers: pkcs10, body: wrapped(der), user })
    const issued = await enrol(before, first.der)
    await before.kill()

    const after = await startBank({ folder })
    expect(await enrol(after, first.der)).toMatchObject({ status: 200, text: issued.text })
    expect((await enrol(after, second.der)).status).toBe(401)
  })

  it('survives being killed in the midst of work, again and again, without a doubled or half certificate', async () => {
    const folder = await foundedFolder()
    const work = temporaryFolder()
    const first = await startBank({ folder })
    const current = await holderOf(first, work)
    await first.kill()
    const issued: string[] = []
    for (let round = 0; round < 4; round++) {
      const { der } = await makeRequest(work, `next-${round}`)
      const request = { headers: pkcs10, body: wrapped(der), identity: current }
      const victim = await startBank({ folder })
      const lost = victim.ask('/.well-known/est/simplereenroll', request)
      const running = Array.from({ length: 3 }, () => victim.ask('/.well-known/est/simplereenroll', request))
      await Promise.race([lost, ...running])
      await victim.kill()
      const told = (await Promise.all([lost, ...running])).filter(({ exit, status }) => exit === 0 && status === 200)
      const after = await startBank({ folder })
      const { text } = await after.ask('/.well-known/est/simplereenroll', request)
      for (const answer of told) expect(answer.text).toBe(text)
      issued.push(text)
      await after.stop()
    }
    expect(new Set(issued).size).toBe(4)
    const last = await startBank({ folder })
    expect(await last.certificates()).toHaveLength(5)
  })

  it('is not locked out by a lock whose owner is gone, whatever process has its number now', async () => {
    const folder = path.join(temporaryFolder(), 'bank')
    mkdirSync(path.join(folder, 'ledger.db.lock'), { recursive: true })
    writeFileSync(path.join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, started: '1' }))
    const bank = await startBank({ folder })
    expect(await bank.customers()).toHaveLength(2)
  })
})

describe.skipIf(missing !== undefined)('the demo bank as a process', () => {
  it('refuses a folder that another one uses, and leaves that one alone', async () => {
    const folder = await foundedFolder()
    const first = await startBank({ folder })
    await expect(startBank({ folder })).rejects.toThrow(/uses this folder/)
    expect(await first.customers()).toHaveLength(2)
  })

  it('keeps its CA keys readable for its owner only, and its control token nowhere', async () => {
    const bank = await startBank()
    for (const name of ['root.key', 'issuing.key']) {
      expect(statSync(path.join(bank.folder, 'ca', name)).mode & 0o777).toBe(0o600)
    }
    expect((await bank.ask('/demo/customers')).status).toBe(401)
    expect((await bank.ask('/demo/customers', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
  })

  it('ends with its parent and leaves its folder closed', async () => {
    const bank = await startBank({ alone: true })
    // A client that keeps its connection does not hold it up.
    const client = new https.Agent({ keepAlive: true, ca: readFileSync(bank.trustAnchors) })
    onTestFinished(() => client.destroy())
    const [answer] = (await once(https.get(bank.origin, { agent: client }), 'response')) as [IncomingMessage]
    await once(answer.resume(), 'end')
    bank.process.disconnect()
    const [code] = (await once(bank.process, 'exit')) as [number | null]
    expect(code).toBe(0)
    expect(existsSync(path.join(bank.folder, 'owner.json'))).toBe(false)
    expect(existsSync(path.join(bank.folder, 'ledger.db.lock'))).toBe(false)
  })

  it('does not start without a parent', async () => {
    const alone = spawn(process.execPath, [await buildBank()], { stdio: 'ignore' })
    const [code] = (await once(alone, 'exit')) as [number | null]
    expect(code).toBe(2)
  })
})
