/** What is fetched or made once for all checkouts of one user. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { say } from './console.mjs'
import { inTemporary } from './temporary.mjs'

export const userCache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'koshin')

/**
 * A folder that is made once. It is made beside its place, then renamed into it: another run never sees half of it.
 *
 * @param {string} content what is in it; a folder with other content is made anew
 * @param {(whole: string, temporary: string) => Promise<void>} make fills `whole`
 */
export async function inCache(name, content, make) {
  const folder = path.join(userCache, name)
  const found = await readFile(path.join(folder, 'content'), 'utf8').catch(() => undefined)
  if (found === content) return folder
  await mkdir(userCache, { recursive: true })
  return inTemporary(`${folder}-`, async (temporary) => {
    const whole = path.join(temporary, 'whole')
    await mkdir(whole)
    await make(whole, temporary)
    await writeFile(path.join(whole, 'content'), content)
    await rm(folder, { recursive: true, force: true })
    await rename(whole, folder)
    say(`made ${folder}`)
    return folder
  })
}
