/**
 * What `npm run verify` found out on one machine. Others' reports are read as well: each value is bounded, and of those that
 * come into papers no character means anything to Markdown or HTML.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { tellsPerson } from './personal.mjs'

/** Bytes; a report of everything has less than a tenth. */
const largest = 1024 * 1024

/** Of texts that test runners wrote, in characters. */
export const longest = 600

const text = z
  .string()
  .min(1)
  .max(longest)
  .refine((one) => !tellsPerson(one), 'tells a home folder or an e-mail address')
const word = z.string().regex(/^[a-z0-9][a-z0-9:._-]{0,63}$/)
const version = z.string().regex(/^\d[0-9A-Za-z.-]{0,39}$/)
const gitHash = z.string().regex(/^[0-9a-f]{40}$/)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0).max(1_000_000)

const counts = { passed: count, failed: count, skipped: count }

const part = z.strictObject({
  name: word,
  seconds: count,
  passed: count,
  failed: z.array(text).max(500),
  skipped: z.array(z.strictObject({ title: text, reason: text })).max(2000),
  /** The folders of its tests, where it has any. */
  areas: z.array(z.strictObject({ name: word, ...counts })).max(100),
  /** Why nothing of it was run. */
  reason: text.optional(),
})

export const reportSchema = z.strictObject({
  schema: z.literal(1),
  made: z.iso.datetime(),
  koshin: z.strictObject({ version, commit: gitHash, tree: gitHash, clean: z.boolean() }),
  system: z.strictObject({
    platform: z.enum(['linux', 'win32', 'darwin']),
    name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} .()/+-]{0,79}$/u),
    arch: word,
  }),
  user: z.enum(['root', 'ordinary']),
  /** Was Chromium's sandbox on? */
  sandbox: z.boolean(),
  node: version,
  /** Absent where nothing was run. */
  electron: z
    .strictObject({ kind: z.enum(['official', 'stand-in', 'given']), version, chromium: version, sha256 })
    .optional(),
  selected: z.union([z.enum(['usual', 'all']), z.array(word).min(1).max(50)]),
  realStore: z.enum(['not-needed', 'refused', 'agreed', 'by-option']),
  parts: z.array(part).max(50),
  pictures: z
    .array(z.strictObject({ name: z.string().regex(/^[a-z0-9-]{1,60}\.png$/), sha256, bytes: count }))
    .max(100),
})

/** @typedef {z.infer<typeof reportSchema>} Report */
/** @typedef {Report['parts'][number]} Part */

/**
 * @param {string} folder
 * @returns {{ reports: { file: string, report: Report }[], problems: { file: string, reason: string }[] }}
 */
export function readReports(folder) {
  const read = (existsSync(folder) ? readdirSync(folder) : [])
    .sort()
    .map((file) => ({ file, ...readReport(path.join(folder, file)) }))
  return {
    reports: read.flatMap(({ file, report }) => (report === undefined ? [] : [{ file, report }])),
    problems: read.flatMap(({ file, reason }) => (reason === undefined ? [] : [{ file, reason }])),
  }
}

/** @param {string} file @returns {{ report?: Report, reason?: string }} */
function readReport(file) {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.json$/.test(path.basename(file))) return { reason: 'no name of a report' }
  let value
  try {
    const { size } = statSync(file)
    if (size > largest) return { reason: 'larger than 1 MB' }
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)))
  } catch {
    // Without the parser's own words, which repeat a part of the file.
    return { reason: 'cannot be read as JSON in UTF-8' }
  }
  const parsed = reportSchema.safeParse(value)
  if (parsed.success) return { report: parsed.data }
  const [{ path: place, message, code }] = parsed.error.issues
  const at = place.join('.') || 'the whole'
  // A custom check's words are ours; others may repeat what is in the file.
  return { reason: code === 'custom' ? `${at}: ${message}` : `${at} is not as a report has it` }
}
