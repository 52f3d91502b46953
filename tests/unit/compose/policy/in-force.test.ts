/** Which days are in force, and for whom. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { composePolicy, renewsByItself } from '../../../../main/compose/policy/in-force.ts'
import { failure } from '../../../../main/renewal/errors.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import type { ManagedSettings } from '../../../../main/storage/managed-policy/schema.ts'

vi.mock('electron', () => ({ default: {} }))

const portalUrl = 'https://bank.example/portal'
const policy = { ...defaultPolicy, undoDays: 7 }
const told = { noticeDays: 60, graceDays: 10, reminderDays: [60, 20, 5], afterRenewal: [] }

let stateFolder: string
const recorded = vi.fn()
beforeEach(() => {
  recorded.mockClear()
  const made = mkdtempSync(path.join(tmpdir(), 'koshin-in-force-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  stateFolder = made
})
const start = (settings: ManagedSettings = {}, portal: string | undefined = portalUrl) =>
  composePolicy({
    configuration: { policy, portalUrl: portal, bankingUrl: undefined },
    stateFolder,
    managed: { settings, locked: new Set(Object.keys(settings)) },
    record: recorded,
  })

describe('the policy in force', () => {
  it('is that of the settings until a bank has told its own at a login', () => {
    expect(start().current()).toEqual(policy)
  })

  it('is what the bank told, at once and in later runs in which nobody logs in', () => {
    const run = start()
    run.adopt(told)
    expect(run.current()).toEqual({ ...policy, ...told })
    expect(start().current()).toEqual({ ...policy, ...told })
    expect(recorded).not.toHaveBeenCalled()
  })

  it('is the organisation’s where it has decided, whatever the bank told', () => {
    start().adopt(told)
    expect(start({ noticeDays: 45 }).current()).toMatchObject({ noticeDays: policy.noticeDays, graceDays: 10 })
  })

  it('reminds in the last days alone where the app renews by itself, by the bank’s ladder, too', () => {
    start().adopt(told)
    expect(start({ renewal: 'automatic' }).current()).toMatchObject({ noticeDays: 60, reminderDays: [7, 5] })
  })

  it('has nothing renewed by itself where the bank wants a login, and its user reminded by the whole ladder', () => {
    const settings = { renewal: 'automatic' } as const
    start().adopt({ ...told, renewalNeedsLogin: true })
    const policyThen = start(settings).current()
    expect(policyThen.reminderDays).toEqual(told.reminderDays)
    expect([policyThen, policy].map((one) => renewsByItself(settings, one))).toEqual([false, true])
  })

  it('leads back to the bank alone, whatever somebody wrote into the record', () => {
    const back = 'https://bank.example/renewed'
    start().adopt({ ...told, returnUrl: back })
    expect(start().current()).toMatchObject({ returnUrl: back })
    start().adopt({ ...told, returnUrl: 'https://ｂank。example:443/\u202e\u0000' })
    expect(start().current()).toMatchObject({ returnUrl: 'https://bank.example/%E2%80%AE' })
    start().adopt({ ...told, returnUrl: 'https://bank.example.evil.example/' })
    expect(start().current()).toEqual({ ...policy, ...told })
  })

  it('is not that of a portal which is set no more', () => {
    start().adopt(told)
    expect(start({}, 'https://other.example/portal').current()).toEqual(policy)
  })

  it('stays what it was where what the bank told cannot be used, which the log has', () => {
    const run = start()
    run.adopt(told)
    run.refuse(failure('bank.policy-unusable').failure)
    expect(run.current()).toEqual({ ...policy, ...told })
    expect(recorded.mock.calls).toEqual([['bank-policy.refused', { code: 'bank.policy-unusable' }]])
  })

  it('is the settings’ where the record cannot be read, which the log has', () => {
    writeFileSync(path.join(stateFolder, 'bank-policy.json'), '{"content":{')
    expect(start().current()).toEqual(policy)
    expect(recorded.mock.calls).toEqual([['bank-policy.unkept', { code: 'internal' }]])
  })
})
