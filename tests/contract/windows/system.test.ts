/**
 * What Koshin asks of Windows beside its key store, on one Wine: the managed policy in a registry that is not ours, the pipe
 * over which an unattended run reaches the app, and the Event Log.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registryDocument } from '../../../main/storage/managed-policy/registry-document.ts'
import type { RegistryKey } from '../../../main/storage/managed-policy/registry.ts'
import { managedSchema } from '../../../main/storage/managed-policy/schema.ts'
import { createWineMachine, hasWine } from './wine/machine.ts'

if (!hasWine)
  console.warn(
    "skipped: the policy in Windows' registry, the pipe to the app and the Event Log need Wine; on Windows the test would have to write to the machine's own",
  )

const hex = (bytes: Buffer): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(',')
const lines = (...all: string[]): string => `hex(7):${hex(Buffer.from(`${all.join('\0')}\0\0`, 'utf16le'))}`
const place = 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Koshin'

const exported = [
  'Windows Registry Editor Version 5.00',
  '',
  `[${place}]`,
  '"noticeDays"=dword:0000002d',
  '"startAtLogin"=dword:00000001',
  '"consent"="managed"',
  `"reminderDays"=${lines('30', '7', '0')}`,
  `"afterRenewal"=${lines('翌営業日から使えます。', '𠮷野')}`,
  '',
  `[${place}\\proxy]`,
  '"mode"="direct"',
  '',
  `[${place}\\bank]`,
  '"name"="更新銀行"',
  '"trustAnchors"="C:\\\\koshin\\\\bank-roots.pem"',
  '',
  `[${place}\\bank\\est]`,
  '"url"="https://est.bank.example"',
  '',
].join('\r\n')

type Read = { status?: number; key?: RegistryKey; error?: string }
type Answers = { answers?: Record<string, number>; error?: string }

describe.skipIf(!hasWine)('in Wine', () => {
  let machine: ReturnType<typeof createWineMachine>
  beforeAll(() => void (machine = createWineMachine()), 180_000)
  afterAll(() => machine?.dispose())

  /** What a worker of wine/ answers to its first message. */
  function tell<T = object>(name: 'policy' | 'pipe' | 'event-log', message: string): Promise<T> {
    const worker = machine.startWorker(`tests/contract/windows/wine/${name}.ts`, 'open')
    return new Promise((resolve) => {
      worker.onMessage((answer) => {
        worker.kill()
        resolve(answer as T)
      })
      worker.send(message)
    })
  }

  describe('the policy in the registry', () => {
    it('is missing on a machine that nobody manages', async () => {
      expect(await tell<Read>('policy', 'Windows Registry Editor Version 5.00\r\n')).toEqual({
        status: expect.any(Number) as number,
        key: undefined,
      })
    }, 120_000)

    it('is read with all its keys, lists and Japanese', async () => {
      const { key, error } = await tell<Read>('policy', exported)
      expect(error).toBeUndefined()
      const document = registryDocument(key!)
      expect(document).toEqual({
        noticeDays: 45,
        startAtLogin: true,
        consent: 'managed',
        reminderDays: [30, 7, 0],
        afterRenewal: ['翌営業日から使えます。', '𠮷野'],
        proxy: { mode: 'direct' },
        bank: {
          name: '更新銀行',
          trustAnchors: 'C:\\koshin\\bank-roots.pem',
          est: { url: 'https://est.bank.example' },
        },
      })
      // All but the path of a PEM file, which only Windows takes for an absolute one, is as the schema wants it.
      const issues = managedSchema.safeParse(document).error?.issues ?? []
      expect(issues.map(({ path }) => path.join('.'))).toEqual(['bank.trustAnchors'])
    }, 120_000)
  })

  describe('the pipe of the app', () => {
    it("has the user's SID in its name, carries what is said, and is trusted only where Windows names its owner", async () => {
      const told = await tell('pipe', 'C:\\users\\customer\\AppData\\Roaming\\Koshin')
      expect(told).toMatchObject({
        path: expect.stringMatching(/^\\\\\.\\pipe\\koshin-S-1-5-(\d+-)+[0-9a-f]{16}$/) as string,
        before: { failure: { code: 'handover.no-answer' } },
        prepared: { ok: true },
        // Wine names no owner of a pipe; what has none is not this user's.
        listening: { failure: { code: 'handover.untrusted', cause: 'pipe: not of this user alone' } },
        echo: '更新',
      })
    }, 120_000)
  })

  /** Its functions as Wine has them: what they are given is taken, though Wine keeps no log. */
  describe('the Event Log', () => {
    it('takes an event with its number and its text', async () => {
      const told = await tell<Answers>('event-log', 'renewal.stalled step=requesting code=bank.timeout')
      expect(told.error).toBeUndefined()
      expect(told.answers).toEqual({
        RegisterEventSourceW: expect.any(Number) as number,
        ReportEventW: 1,
        DeregisterEventSource: 1,
      })
      expect(told.answers!['RegisterEventSourceW']).not.toBe(0)
    }, 120_000)
  })
})
