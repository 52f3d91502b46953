/**
 * What differs between the names that were asked for and those that a CA wrote, in words. The words go into causes, hence
 * into logs: they tell which parts differ, never what the parts say.
 */
import type { NameComparison } from '../../renewal/ports.ts'
import { children, decode, fromHex, oidOf, type Node, child } from '../der.ts'
import { canonicalGeneralName, generalNamesOf, tagOf } from './general-names.ts'
import { canonicalAttribute, sameNames } from './name-comparison.ts'
import { shortNames } from './names.ts'

const kinds = [
  'otherName',
  'rfc822Name',
  'dNSName',
  'x400Address',
  'directoryName',
  'ediPartyName',
  'uniformResourceIdentifier',
  'iPAddress',
  'registeredID',
]

export const nameComparison: NameComparison = {
  subjectDifference(wanted, given) {
    if (wanted === given) return undefined
    return orUnreadable(() => {
      const [a, b] = [decode(fromHex(wanted)), decode(fromHex(given))]
      if (sameNames(a, b)) return undefined
      return differences(attributesOf(a), attributesOf(b)) ?? 'the parts are in another order'
    })
  },
  alternativeNameDifference(wanted, given) {
    if (wanted === given) return undefined
    return orUnreadable(() => differences(generalNames(wanted), generalNames(given)))
  },
}

/** Something that is compared, and what it is called. */
type Part = readonly [kind: string, value: string]

function attributesOf(name: Node): readonly Part[] {
  const attributes = children(name).flatMap(children)
  return attributes.map((one) => {
    const oid = oidOf(child(one, 0))
    return [shortNames[oid] ?? oid, canonicalAttribute(one)]
  })
}

/** A set: neither order nor repetition means anything. */
function generalNames(value: string | undefined): readonly Part[] {
  if (value === undefined) return []
  const parts = generalNamesOf(fromHex(value)).map((name): Part => [kinds[tagOf(name)]!, canonicalGeneralName(name)])
  return [...new Map(parts.map((part) => [part[1], part])).values()]
}

/** undefined when each kind has the same values, in whatever order. */
function differences(wanted: readonly Part[], given: readonly Part[]): string | undefined {
  const names = [...new Set([...wanted, ...given].map(([kind]) => kind))]
  const told = names.flatMap((kind) => {
    const [a, b] = [valuesOf(kind, wanted), valuesOf(kind, given)]
    if (JSON.stringify(a) === JSON.stringify(b)) return []
    if (b.length === 0) return [`${kind} is missing`]
    return [a.length === 0 ? `${kind} is new` : `${kind} differs`]
  })
  return told.length === 0 ? undefined : told.join(', ')
}

const valuesOf = (kind: string, parts: readonly Part[]): readonly string[] =>
  parts
    .filter(([one]) => one === kind)
    .map(([, value]) => value)
    .sort()

function orUnreadable(compare: () => string | undefined): string | undefined {
  try {
    return compare()
  } catch {
    return 'one of the names cannot be read'
  }
}
