/** What the help can be asked for: its topics, and every failure that the app may name. */
import type { Failure } from '../../components/progress/safety.ts'
import { ja } from '../../locales/ja.ts'

export type Topic = keyof typeof ja.help
export type Code = Failure['code']

export const topics = Object.keys(ja.help) as Topic[]

/** Codes are grouped at their dot; one without a group has its words directly. */
export const codes = Object.entries(ja.failures).flatMap(([group, texts]) =>
  'what' in texts ? group : Object.keys(texts).map((name) => `${group}.${name}`),
) as Code[]
