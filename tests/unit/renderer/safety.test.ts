import { describe, expect, it } from 'vitest'
import { failureCodes } from '../../../main/renewal/errors.ts'
import { type Phase, phaseOf, phases } from '../../../main/renewal/machine/phase.ts'
import { safetyOf } from '../../../renderer/components/progress/safety.ts'
import { en } from '../../../renderer/locales/en.ts'
import { ja } from '../../../renderer/locales/ja.ts'

/** What a sentence claims, in the words of both languages. */
const claims = {
  notIssued: /発行されていません|No new certificate was issued/,
  notSent:
    /送信していません|送っていません|始めていません|(not|No|Nothing).*\bsent\b|has not begun|was not contacted|接続していません/,
  nothingChanged: /何も変更していません|Nothing was changed/,
  notInstalled: /保存していません|was not installed|保存は終わっていません|is not finished/,
  noKey: /鍵は作っていません|No key was made/,
  keptForLater: /残してあります|are kept/,
}
type Claim = keyof typeof claims

/** What is not true, or not known, in each phase. */
const untrue: Readonly<Record<Phase, readonly Claim[]>> = {
  'before-sending': ['keptForLater'],
  'sent-unanswered': ['notIssued', 'notSent', 'nothingChanged', 'noKey'],
  'issued-not-installed': ['notIssued', 'notSent', 'nothingChanged', 'noKey'],
  'installed-not-proven': ['notIssued', 'notSent', 'nothingChanged', 'notInstalled', 'noKey'],
  'proven-not-retired': ['notIssued', 'notSent', 'nothingChanged', 'notInstalled', 'noKey'],
  ended: ['notIssued', 'notSent', 'nothingChanged', 'noKey', 'keptForLater'],
}

/** These codes belong to a moment of their own, and are met in it alone. */
const ofTheirMoment = new Set(['renewal.password-needed'])

function sentence(language: object, key: string): string {
  const found = key
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], language)
  return typeof found === 'string' ? found : ''
}

describe.each([
  ['ja', ja],
  ['en', en],
] as const)('what is said to be safe (%s)', (_language, texts) => {
  it.each(phases)('is true of every failure %s', (phase) => {
    for (const code of failureCodes) {
      const said = sentence(texts, safetyOf(code, phase))
      expect(said, code).toMatch(/.{6,}/u)
      if (ofTheirMoment.has(code)) continue
      const false_ = untrue[phase].filter((claim) => claims[claim].test(said))
      expect(false_, `${phase} ${code}: ${said}`).toEqual([])
    }
  })

  it('is the code’s own sentence where no renewal is under way', () => {
    expect(sentence(texts, safetyOf('bank.refused', undefined))).toBe(texts.failures.bank.refused.safe)
  })
})

describe('the sentences that are false in their place', () => {
  it('are noticed by their words: the table above would tell', () => {
    for (const { failures } of [ja, en]) {
      expect(failures.bank.refused.safe).toMatch(claims.notIssued)
      expect(failures.bank.unauthorized.safe).toMatch(claims.nothingChanged)
      expect(failures.bank.untrusted.safe).toMatch(claims.notSent)
      expect(failures.issued.expired.safe).toMatch(claims.notInstalled)
      expect(failures.keystore['tpm-full'].safe).toMatch(claims.noKey)
    }
  })
})

describe('how far a renewal has come', () => {
  it('is known of every step, and of the step at which one stalled', () => {
    expect(phaseOf({ step: 'requesting' })).toBe('sent-unanswered')
    expect(phaseOf({ step: 'stalled', at: { step: 'proving' } })).toBe('installed-not-proven')
    expect(phaseOf({ step: 'stalled', at: { step: 'making-request' } })).toBe('before-sending')
    expect(phaseOf({ step: 'discarding' })).toBe('ended')
  })

  it('is not forgotten where a request is made once more, or a certificate waits for its first second', () => {
    expect(phaseOf({ step: 'making-request', sendings: 1 })).toBe('sent-unanswered')
    expect(phaseOf({ step: 'stalled', at: { step: 'making-request', sendings: 1 } })).toBe('sent-unanswered')
    expect(phaseOf({ step: 'waiting' })).toBe('sent-unanswered')
    expect(phaseOf({ step: 'waiting', certificate: new Uint8Array() })).toBe('issued-not-installed')
  })
})
