/** What a bank answers over HTTP, what lies in our files, and what other programs hand us. */
import { generateKeyPairSync, sign as signature } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, it, vi } from 'vitest'
import { readCommandLine } from '../../../main/cli/command-line.ts'
import { decodeMessage, encodeMessage, type Message, Variant } from '../../../main/desktop/notices/freedesktop/wire.ts'
import { addressAmong, addressedPage, argumentsThatCount } from '../../../main/desktop/lifecycle/addresses.ts'
import { bankFileAmong } from '../../../main/desktop/lifecycle/opened-file.ts'
import { success } from '../../../main/renewal/errors.ts'
import { openAuthorities } from '../../../main/storage/authorities.ts'
import { readBankFile } from '../../../main/storage/bank-file/read.ts'
import { settings } from '../../../main/storage/settings/setting.ts'
import { readConfiguration } from '../../../main/storage/settings/configuration.ts'
import { openBankPolicy } from '../../../main/storage/bank-policy.ts'
import { openHistory } from '../../../main/storage/history.ts'
import { openJournal } from '../../../main/storage/journal/journal.ts'
import { readManagedPolicy } from '../../../main/storage/managed-policy/managed-policy.ts'
import { registryDocument } from '../../../main/storage/managed-policy/registry-document.ts'
import { openNotices } from '../../../main/storage/told/notices.ts'
import { openPreferences } from '../../../main/storage/preferences.ts'
import { readRelease } from '../../../main/updates/release.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import {
  appChannels,
  sideChannels,
  bankFileChannels,
  consentChannels,
  demoChannels,
  proxyChannels,
} from '../../../preload/contract.ts'
import { makeAuthority, now } from '../../unit/x509/authority.ts'
import { states } from '../../unit/renewal/samples.ts'
import { anyValue, bytesLike, jsonLike, survives, textLike } from './hostile-input.ts'

// electron-store asks Electron for its folder even when it is told one (see server.deps in tests/vitest.config.ts).
vi.mock('electron', () => ({
  app: { getLocale: () => 'ja' },
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-fuzz-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { root, middle } = makeAuthority()
const thumbprint = 'a'.repeat(64)
const timeout = { timeout: 60 * 60_000 }

describe('whatever lies in our files', timeout, () => {
  const journals = Object.values(states).map((renewal) => ({
    content: { version: 1, renewal: JSON.parse(JSON.stringify(renewal)) as unknown },
  }))

  /** Puts the text where the reader will look. */
  const inFile = (name: string, read: () => unknown) => (text: string) => {
    writeFileSync(path.join(folder, name), text)
    return read()
  }

  it('the journal is read or reported', () =>
    survives(
      jsonLike(...journals),
      inFile('journal.json', () => openJournal(folder).load()),
    ))

  it('history, notices, preferences, a bank’s policy and known authorities are read or reported', async () => {
    const history = { content: [{ time: now, event: 'failed', code: 'bank.busy' }] }
    await survives(
      jsonLike(history),
      inFile('history.json', () => openHistory(folder).list()),
    )
    const notices = { content: { [thumbprint]: { shown: [30, 15], snoozedUntil: now } } }
    await survives(
      jsonLike(notices),
      inFile('notices.json', () => openNotices(folder).read(thumbprint)),
    )
    await survives(
      jsonLike({ content: { startAtLogin: true } }),
      inFile('preferences.json', () => openPreferences(folder).read()),
    )
    const told = {
      portal: 'https://bank.example',
      policy: { noticeDays: 60, graceDays: 30, afterRenewal: ['翌営業日'] },
    }
    await survives(
      jsonLike({ content: told }),
      inFile('bank-policy.json', () => openBankPolicy(folder, told.portal).read()),
    )
    const successions = {
      content: [
        { root: Buffer.from(root).toString('base64'), link: Buffer.from(middle).toString('base64'), since: now },
      ],
    }
    await survives(
      jsonLike(successions),
      inFile('successions.json', () => openAuthorities(folder, [root]).trustAnchors()),
    )
  })

  it('settings are read, or each that is wrong is named', async () => {
    writeFileSync(path.join(folder, 'anchors.pem'), derToPem(root))
    const bank = { name: '更新銀行', est: { url: 'https://est.bank.example' }, trustAnchors: 'anchors.pem' }
    const valid = { bank, policy: { noticeDays: 30, keyProvider: 'tpm' }, otherBanks: [{ ...bank, id: 'kita' }] }
    const file = path.join(folder, 'koshin.json')
    await survives(
      jsonLike(valid),
      inFile('koshin.json', () => readConfiguration({ file, environment: {}, options: {} })),
    )
  })

  it('a bank file is read, or each that is wrong is named', async () => {
    const trustAnchors = derToPem(root)
    const bank = {
      name: '更新銀行',
      est: { url: 'https://est.bank.example' },
      trustAnchors,
      helpDesk: { phone: '0120' },
    }
    const valid = { version: 1, bank, policy: { noticeDays: 30, afterRenewal: ['帳票'] } }
    await survives(jsonLike(valid), (text) => readBankFile(new Uint8Array(Buffer.from(text))))
    await survives(bytesLike(new Uint8Array(Buffer.from(JSON.stringify(valid)))), (bytes) => readBankFile(bytes))
  })

  it('a managed policy counts whole or not at all', async () => {
    const valid = {
      noticeDays: 30,
      consent: 'managed',
      networkRoots: derToPem(root),
      proxy: { mode: 'fixed', server: 'proxy:3128' },
      brand: { accent: '#003366' },
    }
    await survives(jsonLike(valid), async (text) => {
      const value = (() => {
        try {
          return success(JSON.parse(text) as unknown)
        } catch {
          return success<unknown>(text)
        }
      })()
      const policy = await readManagedPolicy({ name: 'test', read: async () => value, readPem: () => success('') })
      // A wrong one leaves nothing but that there are no updates, and no bank files.
      if (policy.failure !== undefined && Object.keys(policy.settings).join() !== 'updates,bankFiles')
        throw new Error('half a policy')
    })
    const values = fc.dictionary(
      fc.constantFrom('noticeDays', 'proxy', '__proto__', 'reminderDays', 'x'),
      fc.oneof(fc.string(), fc.nat(), fc.array(fc.string()), fc.constant(undefined)),
    )
    const bottom = fc.record({ values, keys: fc.constant({}) })
    const key = fc.record({ values, keys: fc.dictionary(fc.constantFrom('bank', 'est', 'proxy', '__proto__'), bottom) })
    await survives(key, (found) => registryDocument(found))
  })
})

describe('whatever an update server says', timeout, () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const wanted = { product: 'jp.koshin.app', channel: 'stable', platform: 'linux', arch: 'x64' }
  const files = [{ url: 'Koshin-1.0.0.AppImage', sha512: `${'A'.repeat(86)}==`, size: 1000 }]
  const release = {
    ...wanted,
    version: '1.0.0',
    releaseDate: '2026-11-23T00:00:00Z',
    expires: '2099-01-01T00:00:00Z',
    files,
  }
  const sign = (text: string): Buffer =>
    Buffer.concat([
      Buffer.from(`${signature(null, Buffer.from(text), privateKey).toString('base64')}\n`),
      Buffer.from(text),
    ])

  it('is a release that its maker signed, or refused', () =>
    survives(bytesLike(sign(JSON.stringify(release))), (bytes) => {
      const read = readRelease(bytes, key, wanted)
      // Nothing that was changed passes; what the edits left as it was may.
      if (read.ok && JSON.stringify(read.value) !== JSON.stringify(release))
        throw new Error('what nobody signed was believed')
    }))

  it('is refused without harm where its maker signed nonsense', () =>
    survives(jsonLike(release), (text) => readRelease(sign(text), key, wanted)))
})

describe('whatever other programs hand us', timeout, () => {
  it('a command line is taken or refused', () => {
    const argument = fc.oneof(
      fc.constantFrom(
        '--demo',
        '--unattended',
        'renew',
        '--thumbprint',
        '--config',
        '--yes',
        '--',
        '--bank',
        '--__proto__',
        '--constructor=1',
        '--est-url',
        '-',
      ),
      textLike('--unattended=renew', `--thumbprint=${thumbprint}`, '--demo-certificate=two', 'koshin:open'),
    )
    return survives(fc.array(argument, { maxLength: 8 }), (argv) => {
      readCommandLine(argumentsThatCount(argv), settings)
      const address = addressAmong(argv)
      if (address !== undefined) addressedPage(address)
      bankFileAmong(argv, folder)
    })
  })

  it('a message from a window fits its schema or is malformed', async () => {
    const schemas = Object.values({
      ...appChannels,
      ...sideChannels,
      ...bankFileChannels,
      ...consentChannels,
      ...proxyChannels,
      ...demoChannels,
    })
    await survives(anyValue, (value) => schemas.forEach((schema) => schema.safeParse(value)))
  })

  it('a message of the desktop bus is read, awaited or refused', async () => {
    const notify: Message = {
      type: 'call',
      serial: 7,
      path: '/org/freedesktop/Notifications',
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: [
        'Koshin',
        0,
        '',
        '電子証明書更新通知',
        'あと7日',
        ['renew', '証明書更新'],
        [['urgency', new Variant('y', 2)]],
        -1,
      ],
    }
    await survives(bytesLike(encodeMessage(notify)), (bytes) => decodeMessage(Buffer.from(bytes)), { throws: true })
  })
})
