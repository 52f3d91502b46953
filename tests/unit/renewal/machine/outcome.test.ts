import { describe, expect, it } from 'vitest'
import { isHopeless, isWithoutTrace } from '../../../../main/renewal/machine/outcome.ts'
import type { Progress, Purpose, RenewalState, Step } from '../../../../main/renewal/machine/state.ts'
import { enrolmentPurpose as enrolment, renewalPurpose as renewal } from '../samples.ts'

const keyName = 'koshin-1'
const at = (step: Step, purpose: Purpose = renewal): RenewalState => ({ id: '1', startedAt: 0, purpose, ...step })

const request = new Uint8Array([1])
const issued = { keyName, certificate: new Uint8Array([2]), intermediates: [] }
const failure = (code: string, retry: 'never' | 'later' = 'never') =>
  ({ code, retry }) as Extract<Step, { step: 'stalled' }>['failure']
const stalled = (progress: Progress, code = 'bank.unreachable', retry: 'never' | 'later' = 'never'): Step => ({
  step: 'stalled',
  at: progress,
  failure: failure(code, retry),
})

describe('it is certain that no certificate exists for the key', () => {
  it.each<[string, Step, boolean]>([
    ['while it is made ahead', { step: 'making-key-ahead', keyName }, true],
    ['while it lies there', { step: 'key-ahead', keyName }, true],
    ['before the first confirmation', { step: 'confirming-request', keyName }, true],
    ['once it has ended', { step: 'ended', ending: { kind: 'declined' } }, true],
    ['before its first request is made', { step: 'making-request', keyName }, true],
    ['before a request that none was sent before', { step: 'making-request', keyName, sendings: 0 }, true],
    ['not before a second request', { step: 'making-request', keyName, sendings: 1 }, false],
    ['before the request is sent', { step: 'requesting', keyName, request, sendings: 0 }, true],
    ['not while it is sent', { step: 'requesting', keyName, request, sendings: 1 }, false],
    ['not where the journal does not tell how often it was sent', { step: 'requesting', keyName, request }, false],
    [
      'where a password is wanted for the first sending',
      { step: 'password-needed', keyName, request, sendings: 0 },
      true,
    ],
    ['not where one is wanted after a sending', { step: 'password-needed', keyName, request, sendings: 2 }, false],
    ['while the bank wants to be left alone', { step: 'waiting', retryAt: 1, keyName, request, sendings: 0 }, true],
    ['not while the bank issues', { step: 'waiting', retryAt: 1, keyName, request, sendings: 1 }, false],
    ['not while it has not yet begun', { step: 'waiting', retryAt: 1, ...issued }, false],
    ['where the request could not be made', stalled({ step: 'making-request', keyName }), true],
    ['not where the second could not be made', stalled({ step: 'making-request', keyName, sendings: 1 }), false],
    ['where it could not be sent', stalled({ step: 'requesting', keyName, request, sendings: 0 }), true],
    ['not where it may have been sent', stalled({ step: 'requesting', keyName, request, sendings: 1 }), false],
    ['not where it could not be installed', stalled({ step: 'installing', ...issued }), false],
    ['while the key is removed', { step: 'discarding', keyName, ending: { kind: 'abandoned' } }, true],
    ['not while it is kept', { step: 'discarding', keyName, ending: { kind: 'abandoned' }, keeps: true }, false],
    ['not with one to be confirmed', { step: 'confirming-installation', ...issued }, false],
    ['not with one that waits', { step: 'postponed', ...issued }, false],
    ['not while it is installed', { step: 'installing', ...issued }, false],
    ['not while it is proven', { step: 'proving', ...issued }, false],
    ['not while the old one is retired', { step: 'retiring', ...issued }, false],
    ['not at the end', { step: 'complete', ...issued }, false],
  ])('%s', (_when, step, isSo) => {
    expect(isWithoutTrace(at(step))).toBe(isSo)
  })
})

describe('a certificate is certainly of no use', () => {
  const installing = { step: 'installing', ...issued } as const
  const proving = { step: 'proving', ...issued } as const
  it.each<[string, Step, Purpose, boolean]>([
    ['that is revoked when it is installed', stalled(installing, 'certificate.revoked', 'later'), renewal, true],
    ['that is revoked when it is proven', stalled(proving, 'certificate.revoked'), renewal, true],
    ['that was issued wrongly', stalled(installing, 'issued.wrong-key'), renewal, true],
    ['but not one that may be right later', stalled(installing, 'issued.not-yet-valid', 'later'), renewal, false],
    ['but not one that only a wrong clock calls expired', stalled(installing, 'issued.expired'), renewal, false],
    ['but not a renewed one that the bank does not know yet', stalled(proving, 'bank.forbidden'), renewal, false],
    ['of an enrolment that the bank refuses for good', stalled(proving, 'bank.forbidden'), enrolment, true],
    ['but not of one that may go on', stalled(proving, 'bank.unreachable', 'later'), enrolment, false],
    ['but not before there is one', stalled({ step: 'making-request', keyName }, 'issued.wrong-key'), renewal, false],
    ['but not once it is proven', stalled({ step: 'retiring', ...issued }, 'certificate.revoked'), renewal, false],
    ['but not without a failure', proving, renewal, false],
  ])('%s', (_which, step, purpose, isSo) => {
    expect(isHopeless(at(step, purpose))).toBe(isSo)
  })
})
