import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { failure, type Failure, type Result, success } from '../../renewal/errors.ts'
import type { CardShelf, WatchCards } from '../../renewal/watched/card.ts'
import { plainAddress } from '../../renewal/web-address.ts'
import { cardLengths, longestRule } from '../../renewal/watched/limits.ts'
import { instant, openDocument, requireSmallFile } from '../document.ts'
import { kindOfError, storageCode } from '../storage-failure.ts'

const thumbprint = z.string().regex(/^[0-9a-f]{64}$/)
const time = instant.int()
/** https alone: the file can be changed by others, and what it names is opened. */
const savedPage = z.union([z.literal(''), z.url().regex(plainAddress).max(cardLengths.page)])
const renewalRule = z.object({
  from: z.int().min(1).max(longestRule),
  until: z.int().min(0).max(longestRule),
  hour: z.int().min(1).max(24).exactOptional(),
})
const card = z.object({
  watched: z.boolean().exactOptional(),
  name: z.string().min(1).max(cardLengths.name).exactOptional(),
  page: savedPage.exactOptional(),
  note: z.string().max(cardLengths.note).exactOptional(),
  rule: renewalRule.exactOptional(),
  elsewhere: z
    .array(z.object({ text: z.string().min(1).max(cardLengths.elsewhere), done: thumbprint.exactOptional() }))
    .max(cardLengths.elsewhereEntries)
    .readonly()
    .exactOptional(),
  seen: thumbprint.exactOptional(),
  history: z
    .array(z.object({ thumbprint, serial: z.string().max(100), notAfter: time, since: time }))
    .readonly()
    .exactOptional(),
  hidden: z.array(thumbprint).readonly().exactOptional(),
})

const name = 'watched'
const codes = { unreadable: 'watch.cards-damaged', unwritable: 'watch.cards-not-written' } as const

/**
 * What is kept of certificates that no bank's settings are for: `watched.json` in `folder`, by line. A file that is damaged
 * is kept under another name beside it, `watched.damaged-….json`, and the cards in it that can be read are gone on with.
 */
export function openWatchCards(folder: string): CardShelf {
  const schema = z.record(thumbprint, card)
  // Written without being read before: what is damaged has to give way.
  const document = openDocument<WatchCards>({ name, folder, schema, empty: {}, toJson: JSON.stringify, codes })
  let damage: Failure | undefined
  /** As it was last read or written here: nobody else writes it. */
  let known: WatchCards | undefined

  function write(cards: WatchCards): Result<void> {
    const written = document.write(cards)
    if (written.ok) known = cards
    return written
  }

  return {
    read() {
      if (known !== undefined) return success(known)
      const read = document.read()
      if (read.ok) return success((known = read.value))
      if (read.failure.code !== codes.unreadable) return read
      const kept = setAside(folder)
      if (!kept.ok) return kept
      damage = { ...read.failure, cause: `${kept.value}; ${read.failure.cause ?? ''}` }
      const left = readableCards(path.join(folder, `${name}.json`))
      const written = write(left)
      return written.ok ? success(left) : written
    },
    write,
    damage: () => damage,
  }
}

/** A copy, so that there is no moment without the file. Answers its name. */
function setAside(folder: string): Result<string> {
  const free = (number: number): string => {
    const file = `${name}.damaged-${number}.json`
    return existsSync(path.join(folder, file)) ? free(number + 1) : file
  }
  const file = free(1)
  try {
    requireSmallFile(path.join(folder, `${name}.json`))
    copyFileSync(path.join(folder, `${name}.json`), path.join(folder, file))
    return success(file)
  } catch (error) {
    return failure(storageCode(error) ?? codes.unreadable, { retry: 'later', cause: `${file}: ${kindOfError(error)}` })
  }
}

/** Those that are as they should be. */
function readableCards(file: string): WatchCards {
  try {
    const { content } = z
      .object({ content: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(readFileSync(file, 'utf8')))
    const read = Object.entries(content).map(([id, one]) => [thumbprint.safeParse(id), card.safeParse(one)] as const)
    return Object.fromEntries(read.flatMap(([id, one]) => (id.success && one.success ? [[id.data, one.data]] : [])))
  } catch {
    return {}
  }
}
