import type { Check, Judgement, Words } from './check.ts'
import { words } from './check.ts'
import { certificateChecks } from './groups/certificates.ts'
import { issuingChecks as cmpIssuingChecks } from './groups/cmp/issuing.ts'
import { messageChecks } from './groups/cmp/messages.ts'
import { cryptographyChecks } from './groups/cryptography.ts'
import { estChecks } from './groups/est.ts'
import { frontChecks } from './groups/front.ts'
import { issuingChecks } from './groups/issuing.ts'
import { portalChecks } from './groups/portal.ts'
import type { Session } from './session.ts'

export interface Group {
  readonly name: Words
  readonly checks: readonly Check[]
}

/** All checks, in the order of reports. What decides whether a lost answer costs anything stands first. */
export const groups: readonly Group[] = [
  { name: words('発行と更新（EST）', 'Issuing and renewal (EST)'), checks: issuingChecks },
  { name: words('手前のサーバー（TLS）', 'The front (TLS)'), checks: frontChecks },
  { name: words('公開されている内容（EST）', 'What is published (EST)'), checks: estChecks },
  { name: words('電子証明書', 'Certificates'), checks: [...certificateChecks, ...cryptographyChecks] },
  { name: words('CMP', 'CMP'), checks: [...cmpIssuingChecks, ...messageChecks] },
  { name: words('ポータル', 'The portal'), checks: portalChecks },
]

export interface Finding extends Judgement {
  readonly check: Check
}

export const checks: readonly Check[] = groups.flatMap((group) => group.checks)

export const judge = (session: Session): readonly Finding[] =>
  checks.map((check) => ({ check, ...check.judge(session) }))
