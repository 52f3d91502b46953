/** What each topic's window looks like: the pictures that `npm run screenshots` takes. */
import type { Language } from '../../../preload/dates.ts'
import type { ja } from '../../locales/ja.ts'

export type Topic = keyof typeof ja.help

/** Written out for Vite, which puts just these into the built app. */
const addresses = import.meta.glob<string>(
  '../../../build/docs/pictures/{login,notice,preparing,consent-request,completion,main,acquire,ended-failed}-{ja,en}.png',
  { eager: true, query: '?url', import: 'default' },
)

const scenes: Readonly<Record<Topic, string>> = {
  login: 'login',
  notice: 'notice',
  preparing: 'preparing',
  consent: 'consent-request',
  completion: 'completion',
  main: 'main',
  acquire: 'acquire',
  ended: 'ended-failed',
}

/** Where the topic's picture is, and the shape of its window as it opens: a picture of one that scrolls goes on below. */
export function pictureOf(topic: Topic, language: Language) {
  return {
    src: addresses[`../../../build/docs/pictures/${scenes[topic]}-${language}.png`],
    style: { aspectRatio: topic === 'consent' ? '560 / 460' : '900 / 840' },
  }
}
