/** What the policy says of the daily renewal, as the app starts; on Linux, whose scheduler is stood in for. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { followSchedule } from '../../../main/compose/schedule.ts'

const machine = vi.hoisted(() => ({ folder: '', calls: [] as string[], hasSystemd: true }))
vi.mock('electron', () => ({ app: { isPackaged: true, getPath: () => machine.folder } }))
vi.mock('node:child_process', async (original) => ({
  ...(await original<object>()),
  execFile(_program: string, args: readonly string[], _options: object, answer: (error: unknown, out: string) => void) {
    machine.calls.push(args.join(' '))
    answer(machine.hasSystemd ? null : Object.assign(new Error('no bus'), { code: 1 }), '')
  },
}))

beforeEach(() => {
  machine.folder = mkdtempSync(path.join(tmpdir(), 'koshin-follow-'))
  machine.calls = []
  machine.hasSystemd = true
})
afterEach(() => rmSync(machine.folder, { recursive: true }))

const file = (kind: 'service' | 'timer'): string => path.join(machine.folder, 'systemd/user', `koshin-daily.${kind}`)

async function follow(policy: 'daily' | 'off' | undefined): Promise<unknown[]> {
  const recorded: unknown[] = []
  await followSchedule(policy, (code, details) => void recorded.push([code, details]))
  return recorded
}

const reason = process.platform === 'linux' ? undefined : 'not on Linux, whose scheduler is stood in for'
if (reason !== undefined) console.warn(`skipped: the daily renewal of a managed machine: ${reason}`)

describe.skipIf(reason !== undefined)('the daily renewal of a managed machine', () => {
  it('is scheduled once, without a word of the user’s, and ends with the policy', async () => {
    expect(await follow('daily')).toEqual([])
    expect(readFileSync(file('service'), 'utf8')).toContain(
      `\nExecStart="${process.execPath}" "--unattended" "renew"\n`,
    )
    const timer = readFileSync(file('timer'), 'utf8')
    const before = machine.calls.length
    expect(await follow('daily')).toEqual([])
    // Its time was chosen by chance, and stays.
    expect([readFileSync(file('timer'), 'utf8'), machine.calls.length]).toEqual([timer, before])
    expect(await follow('off')).toEqual([])
    expect([existsSync(file('timer')), existsSync(file('service'))]).toEqual([false, false])
  })

  it('is left to the user where the policy says nothing', async () => {
    expect(await follow(undefined)).toEqual([])
    expect(machine.calls).toEqual([])
  })

  it('that cannot be scheduled is told to IT', async () => {
    machine.hasSystemd = false
    expect(await follow('daily')).toEqual([['app.schedule-failed', { code: 'schedule.unavailable' }]])
    expect(existsSync(file('timer'))).toBe(false)
  })
})
