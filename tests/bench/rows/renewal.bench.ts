/**
 * A renewal from 更新 to its completion, journal and proof included, beside the bare tools that come nearest:
 * strongSwan's `pki` for key, request and EST, NSS's `pk12util` for the import. Both renew at the same demo bank.
 *
 * Ours is timed by what the unattended run says of itself: the same renewal as in the windows, without a person's time.
 * The key is made ahead, as while a person reads 電子証明書更新開始; what follows the press of 更新 begins with the first
 * question, which is answered at once. The tools get no time for a proof.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { importInto, importPair } from '../../e2e/stage/nss-database.ts'
import { startBank } from '../../protocol/peers/bank-process.ts'
import { holderOf } from '../../protocol/peers/openssl.ts'
import { missing, pki } from '../../protocol/peers/strongswan.ts'
import { writeSettings } from '../customer.ts'
import { startUnattended } from '../electron.ts'
import { temporaryFolder } from '../folder.ts'
import { compare, lasting, median, tell } from '../table.ts'

test.skipIf(missing !== undefined)(
  'renewing',
  async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const settings = writeSettings(bank, folder)

    /** What each step took, in ms. */
    const steps = new Map<string, number[]>()

    /** ms from a step of a renewal of ours to its end. */
    async function ours(from: string): Promise<number> {
      const home = mkdtempSync(path.join(folder, 'home-'))
      importInto(home, await holderOf(bank, home))
      const lines = await startUnattended(home, settings)
      expect(lines.at(-1)).toMatchObject({ outcome: 'done' })
      const begun = lines.findIndex(({ step }) => step === from)
      expect(begun, from).toBeGreaterThan(-1)
      const own = lines.slice(begun)
      own.slice(0, -1).forEach(({ step, time }, index) => {
        const took = Date.parse(own[index + 1]!.time) - Date.parse(time)
        steps.set(step!, [...(steps.get(step!) ?? []), took])
      })
      return Date.parse(own.at(-1)!.time) - Date.parse(own[0]!.time)
    }

    /** ms that the tools take to make a key, and for the rest of the same renewal. */
    async function tools(): Promise<{ readonly key: number; readonly rest: number }> {
      const home = mkdtempSync(path.join(folder, 'tools-'))
      const current = await holderOf(bank, home)
      importInto(home, current)
      const key = path.join(home, 'new.key')
      const request = path.join(home, 'new.req')
      const certificate = path.join(home, 'new.pem')
      const names = ['--dn', 'C=JP, O=更新商事株式会社, OU=経理部, CN=山田 花子, serialNumber=K1000001']
      const keyTook = await lasting(async () => {
        writeFileSync(key, (await pki('--gen', '--type', 'rsa', '--size', '2048', '--outform', 'pem')).output)
      })()
      const restTook = await lasting(async () => {
        const made = await pki(
          '--req',
          '--in',
          key,
          '--type',
          'rsa',
          ...names,
          '--san',
          'hanako.yamada@koshin-shoji.example',
        )
        writeFileSync(request, made.output)
        const identity = ['--cert', current.certificate, '--key', current.key]
        const anchors = ['--cacert', bank.trustAnchors]
        const got = await pki(
          '--est',
          '--url',
          bank.origin,
          '--in',
          request,
          ...anchors,
          ...identity,
          '--outform',
          'pem',
        )
        expect(got.exit, got.words).toBe(0)
        writeFileSync(certificate, got.output)
        importPair(path.join(home, '.pki/nssdb'), { certificate, key })
      })()
      return { key: keyTook, rest: restTook }
    }

    await compare({
      what: 'renewal with a key for it, to 発行完了, proof and journal included',
      beside: '`pki --gen`, `--req`, `--est`, `pk12util`',
      unit: 'ms',
      goal: { most: 1 },
      ours: () => ours('making-key-ahead'),
      async baseline() {
        const { key, rest } = await tools()
        return key + rest
      },
    })
    for (const [step, times] of steps) tell(`  ${median(times)} ms ${step}`)
    await compare({
      what: 'from 更新 to 発行完了, the key made ahead',
      beside: '`pki --req`, `--est`, `pk12util`',
      unit: 'ms',
      goal: { most: 1.2 },
      ours: () => ours('confirming-request'),
      baseline: async () => (await tools()).rest,
    })
  },
  25 * 60_000,
)
