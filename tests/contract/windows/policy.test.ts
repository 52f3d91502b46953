/** The managed policy in a registry that is not ours: Wine's, filled by its reg.exe. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registryDocument } from '../../../main/storage/managed-policy/registry-document.ts'
import type { RegistryKey } from '../../../main/storage/managed-policy/registry.ts'
import { managedSchema } from '../../../main/storage/managed-policy/schema.ts'
import { createWineMachine, hasWine } from './wine/machine.ts'

if (!hasWine)
  console.warn(
    "skipped: the policy in Windows' registry needs Wine; on Windows the test would have to write to the machine's own",
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

describe.skipIf(!hasWine)("the policy in Wine's registry", () => {
  let machine: ReturnType<typeof createWineMachine>
  beforeAll(() => void (machine = createWineMachine()), 180_000)
  afterAll(() => machine?.dispose())

  function read(reg: string): Promise<{ status?: number; key?: RegistryKey; error?: string }> {
    const worker = machine.startWorker('tests/contract/windows/wine/policy.ts', 'open')
    return new Promise<object>((resolve) => {
      worker.onMessage((message) => {
        worker.kill()
        resolve(message as object)
      })
      worker.send(reg)
    })
  }

  it('is missing on a machine that nobody manages', async () => {
    expect(await read('Windows Registry Editor Version 5.00\r\n')).toEqual({
      status: expect.any(Number) as number,
      key: undefined,
    })
  }, 120_000)

  it('is read with all its keys, lists and Japanese', async () => {
    const { key, error } = await read(exported)
    expect(error).toBeUndefined()
    const document = registryDocument(key!)
    expect(document).toEqual({
      noticeDays: 45,
      startAtLogin: true,
      consent: 'managed',
      reminderDays: [30, 7, 0],
      afterRenewal: ['翌営業日から使えます。', '𠮷野'],
      proxy: { mode: 'direct' },
      bank: { name: '更新銀行', trustAnchors: 'C:\\koshin\\bank-roots.pem', est: { url: 'https://est.bank.example' } },
    })
    // All but the path of a PEM file, which only Windows takes for an absolute one, is as the schema wants it.
    const issues = managedSchema.safeParse(document).error?.issues ?? []
    expect(issues.map(({ path }) => path.join('.'))).toEqual(['bank.trustAnchors'])
  }, 120_000)
})
