import { readFileSync } from 'node:fs'
import { requireRegularFile } from '../../regular-file.ts'
import type { Failure } from '../../renewal/errors.ts'
import { longestSettings, textOf } from './json-text.ts'
import { isSettingsFailure } from './mistakes.ts'

/**
 * Where the first mistake in settings stands: `file:line`, the option or variable that it came by, or the file alone where
 * its line cannot be told. undefined: the failure is of something else.
 */
export function placeOfMistake(failure: Failure): string | undefined {
  if (!isSettingsFailure(failure)) return undefined
  const { file, mistakes } = failure
  const [first] = mistakes
  if (first === undefined || first.from !== undefined || file === undefined) return first?.from
  const line = first.kind === 'not-json' ? first.detail : lineOf(file, first.place)
  return line === undefined ? file : `${file}:${line}`
}

/** Of a setting, or of what it is missing in. */
function lineOf(file: string, place: string): number | undefined {
  try {
    requireRegularFile(file, longestSettings)
    const text = textOf(readFileSync(file))
    let at = 0
    for (const name of place.split('.')) at = Math.max(at, text.indexOf(`"${name}"`, at))
    return text.slice(0, at).split('\n').length
  } catch {
    return undefined
  }
}
