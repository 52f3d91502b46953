import { failure, type Result, success } from '../../renewal/errors.ts'
import { pemToDer } from '../../x509/pem.ts'
import { type Mistake, mistakesOf, tellIssues } from '../settings/mistakes.ts'
import { isPem } from '../settings/settings-schema.ts'
import { managedSchema, type ManagedSettings } from './schema.ts'
import type { PolicySource } from './source.ts'

/** A failure comes with the settings that are wrong, where the document could be read. */
export type CheckedPolicy = Result<ManagedSettings> & { readonly mistakes?: readonly Mistake[] }

/** What the document says, its PEM files read. Fails with policy.invalid, naming what is wrong and why. */
export function checkPolicy(document: unknown, source: PolicySource): CheckedPolicy {
  const parsed = managedSchema.safeParse(document)
  if (!parsed.success) {
    const mistakes = mistakesOf(parsed.error, document)
    return { ...failure('policy.invalid', { cause: tellIssues(parsed.error) }), mistakes }
  }
  return withPem(parsed.data, source)
}

/** Puts the text in the place of each PEM file, so that a missing one is found out now, with the rest. */
function withPem(settings: ManagedSettings, source: PolicySource): Result<ManagedSettings> {
  const { bank, otherBanks, networkRoots } = settings
  const named: [name: string, given: string][] = []
  if (bank !== undefined) named.push(['bank.trustAnchors', bank.trustAnchors])
  otherBanks?.forEach(({ trustAnchors }, index) => named.push([`otherBanks.${index}.trustAnchors`, trustAnchors]))
  if (networkRoots !== undefined) named.push(['networkRoots', networkRoots])
  const texts = new Map<string, string>()
  for (const [name, given] of named) {
    const text = isPem(given) ? success(given) : source.readPem(given)
    const ders = text.ok ? pemToDer(text.value) : text
    if (!text.ok || !ders.ok)
      return failure('policy.invalid', { cause: `${name}: ${(ders.ok ? undefined : ders.failure.cause) ?? ''}` })
    texts.set(given, text.value)
  }
  const text = (given: string): string => texts.get(given) ?? given
  return success({
    ...settings,
    ...(bank && { bank: { ...bank, trustAnchors: text(bank.trustAnchors) } }),
    ...(otherBanks && { otherBanks: otherBanks.map((one) => ({ ...one, trustAnchors: text(one.trustAnchors) })) }),
    ...(networkRoots !== undefined && { networkRoots: text(networkRoots) }),
  })
}
