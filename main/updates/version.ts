/** A version as releases have it: `1.2.3`, or `1.2.3-beta.4`. */
const pattern = /^(\d{1,4})\.(\d{1,5})\.(\d{1,5})(?:-(alpha|beta|rc)(?:\.(\d{1,3}))?)?$/

/** What comes before a release of the same number, in the order of its coming; the release itself is last. */
const stages = ['alpha', 'beta', 'rc', undefined]

export const isVersion = (text: string): boolean => pattern.test(text)

/** @returns below 0 where `one` came first, 0 where they are the same, above 0 where `other` came first */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [rank(one), rank(other)]
  const index = a.findIndex((part, at) => part !== b[at])
  return index < 0 ? 0 : a[index]! - b[index]!
}

/** @throws RangeError where it is no version: the caller has to look first */
function rank(version: string): readonly number[] {
  const [, major, minor, patch, stage, number = '0'] = pattern.exec(version) ?? []
  if (major === undefined) throw new RangeError('not a version')
  return [Number(major), Number(minor), Number(patch), stages.indexOf(stage), Number(number)]
}
