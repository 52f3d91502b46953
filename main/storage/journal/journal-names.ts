import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { requireSmallFile } from '../document.ts'

/**
 * Which of these names stand in a journal of any bank under `root`: in use, put away for another bank, or damaged. A
 * damaged one is no JSON any more, and names in it count all the same: so they are looked for in its text.
 */
export function namesInJournals(root: string, names: readonly string[]): readonly string[] {
  const folders = [root, ...listed(path.join(root, 'banks')).map((name) => path.join(root, 'banks', name))]
  const texts = folders.flatMap((folder) =>
    listed(folder)
      .filter((name) => /^journal.*\.json/.test(name))
      .map((name) => textOf(path.join(folder, name))),
  )
  return names.filter((name) => texts.some((text) => text === undefined || text.includes(name)))
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** undefined for what cannot be read: any name may stand in it. */
function textOf(file: string): string | undefined {
  try {
    requireSmallFile(file)
    return readFileSync(file, 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : undefined
  }
}
