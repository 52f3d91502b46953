import { product } from '../renewal/product/product.ts'

/** What `koshin --schedule` says on the console. */
interface Time {
  readonly hour: number
  readonly minute: number
}

const clock = ({ hour, minute }: Time): string => `${hour}:${String(minute).padStart(2, '0')}`

export const scheduleWords = {
  ja: {
    daily: (time: Time) => `毎日 ${clock(time)} ごろ、更新時期の電子証明書を更新します。`,
    unanswered: (time: Time) =>
      `毎日 ${clock(time)} ごろに実行しますが、確認に「はい」と答える者がいないため、更新は行われません。--yes を付けて登録し直すか、管理ポリシーの consent を managed にしてください。`,
    userAnswers: (time: Time) =>
      `毎日 ${clock(time)} ごろに実行しますが、管理ポリシー（consent: user）により利用者が確認に答えるため、更新は行われません。`,
    off: '毎日の更新は設定されていません。',
    unavailable: `このパソコンには利用者の systemd がありません。cron などから ${product.program} --unattended renew --all-banks を1日1回実行してください。`,
  },
  en: {
    daily: (time: Time) => `Every day at about ${clock(time)} the certificate that is due is renewed.`,
    unanswered: (time: Time) =>
      `A run starts every day at about ${clock(time)}, but renews nothing, because nobody answers the confirmations. Say it again with --yes, or have the managed policy say consent: managed.`,
    userAnswers: (time: Time) =>
      `A run starts every day at about ${clock(time)}, but renews nothing, because by the managed policy (consent: user) the user answers the confirmations.`,
    off: 'No daily renewal is scheduled.',
    unavailable: `There is no systemd of this user here. Have cron, or another scheduler, run ${product.program} --unattended renew --all-banks once a day.`,
  },
} as const
