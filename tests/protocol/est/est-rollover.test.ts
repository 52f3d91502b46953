import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createEstBank } from '../../../main/bank/est/est-client.ts'
import { rememberingAuthorities } from '../../../main/renewal/certificates/inventory.ts'
import { openAuthorities } from '../../../main/storage/authorities.ts'
import { checkChain } from '../../../main/x509/chain/chain.ts'
import { derToPem, pemToDer } from '../../../main/x509/pem.ts'
import { sha256 } from '../../../main/x509/read.ts'
import { type RunningBank, startBank, temporaryFolder } from '../peers/bank-process.ts'
import { nodeTransport } from '../peers/node-transport.ts'
import { certificatesIn, type Holder, holderOf, identityOf, makeRequest, missing, openssl } from '../peers/openssl.ts'

// electron-store asks Electron for its folder even when it is told one (see server.deps in tests/vitest.config.ts).
vi.mock('electron', () => ({
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

/** The app as it is after a start: what it trusts is what was configured, and what lies in its folder. */
function startApp(bank: RunningBank, folder: string, owner?: Holder) {
  const configured = pemToDer(readFileSync(bank.trustAnchors, 'utf8'))
  if (!configured.ok) throw new Error('the bank has no anchors')
  const authorities = openAuthorities(folder, configured.value)
  const { trustAnchors } = authorities
  const identities = new Map(
    owner === undefined
      ? []
      : [[owner.thumbprint, { certificate: owner.read.toString(), key: readFileSync(owner.key, 'utf8') }]],
  )
  const transport = nodeTransport(trustAnchors().map(derToPem).join(''), identities)
  const clock = Date.now
  const taken: string[] = []
  const est = createEstBank({ url: bank.origin, trustAnchors, transport, clock })
  const client = rememberingAuthorities(est, { authorities, clock }, (root) => taken.push(sha256(root)))
  return { client, trustAnchors, configured: configured.value, taken }
}

const roll = (bank: RunningBank, step: 'publish' | 'switch') => bank.control('POST', 'rollover', { step })

describe.skipIf(missing !== undefined)("the bank's new root", () => {
  it('is published as RFC 7030 4.1.3 says, and OpenSSL finds each link to hold', async () => {
    const bank = await startBank()
    await roll(bank, 'publish')
    const published = await certificatesIn((await bank.ask('/.well-known/est/cacerts')).body)
    const folder = temporaryFolder()
    const file = (index: number): string => {
      const name = path.join(folder, `${index}.pem`)
      writeFileSync(name, published[index]!.toString())
      return name
    }
    const [newRoot, newIssuing, oldRoot, oldIssuing, oldWithNew, newWithOld] = published.map((_, index) => file(index))
    const holds = async (anchor: string, end: string, ...between: string[]) => {
      const untrusted = between.flatMap((one) => ['-untrusted', one])
      return (await openssl(['verify', '-CAfile', anchor, ...untrusted, end])).toString().includes('OK')
    }
    expect(await holds(newRoot!, newIssuing!)).toBe(true)
    expect(await holds(oldRoot!, newIssuing!, newWithOld!)).toBe(true)
    expect(await holds(newRoot!, oldIssuing!, oldWithNew!)).toBe(true)
    await expect(holds(oldRoot!, newIssuing!)).rejects.toThrow()
  })

  it('is taken over while it is announced, and carries what the bank issues afterwards', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const owner = await holderOf(bank, folder)
    const app = startApp(bank, folder, owner)
    expect([(await app.client.reach()).ok, app.taken]).toEqual([true, []])
    await roll(bank, 'publish')
    await app.client.reach()
    await app.client.reach()
    expect([app.trustAnchors().length, app.taken.length]).toEqual([2, 1])

    await roll(bank, 'switch')
    const { key, der } = await makeRequest(folder, 'next')
    const answer = await app.client.reenrol(owner.thumbprint, new Uint8Array(der), { name: 'next' })
    if (!answer.ok || answer.value.kind !== 'issued') throw new Error('no certificate')
    const { certificate, intermediates } = answer.value
    const options = { now: Date.now(), purpose: 'clientAuth' } as const
    const [oldRoot, newRoot] = app.trustAnchors() as [Uint8Array, Uint8Array]
    expect(checkChain(certificate, intermediates, [newRoot], options).ok).toBe(true)
    expect(checkChain(certificate, intermediates, [oldRoot], options).ok).toBe(false)
    // The bank knows certificates of both of its CAs.
    const issued = identityOf(folder, 'next', Buffer.from(certificate).toString('base64'), key)
    for (const identity of [owner, issued]) {
      expect((await bank.ask('/portal/who-am-i', { identity })).status).toBe(200)
    }
  })

  it('is still trusted after a restart of the app and of the bank', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    await roll(bank, 'publish')
    await startApp(bank, folder).client.reach()
    await roll(bank, 'switch')
    await bank.stop()
    const again = await startBank({ folder: bank.folder })
    const app = startApp(again, folder)
    expect(app.trustAnchors()).toHaveLength(2)
    expect(app.taken).toEqual([])
    // Over TLS that the new root alone vouches for.
    const transport = nodeTransport(derToPem(app.trustAnchors()[1]!), new Map())
    const trustAnchors = () => [app.trustAnchors()[1]!]
    const onlyNew = createEstBank({ url: again.origin, trustAnchors, transport, clock: Date.now })
    expect((await onlyNew.reach()).ok).toBe(true)
  })

  it('is no obstacle for whoever slept through the announcement: the link is in the TLS chain', async () => {
    const bank = await startBank()
    await roll(bank, 'publish')
    await roll(bank, 'switch')
    const app = startApp(bank, temporaryFolder())
    expect(app.trustAnchors()).toHaveLength(1)
    expect((await app.client.reach()).ok).toBe(true)
    expect(app.taken).toHaveLength(1)
  })

  it('is not taken over from a stranger of the same name', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const app = startApp(bank, folder)
    await bank.fault({ where: 'cacerts', fault: 'foreign-issuer', times: 1 })
    expect(await app.client.reach()).toMatchObject({ failure: { code: 'bank.untrusted' } })
    expect(app.trustAnchors()).toEqual(app.configured)
    expect(startApp(bank, folder).trustAnchors()).toEqual(app.configured)
  })
})
