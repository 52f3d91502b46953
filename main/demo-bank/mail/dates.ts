/** Dates as a Japanese customer reads them: 2027年1月15日（金）9:00. Input: ms since the epoch. */
export function japaneseTime(instant: number): string {
  // Japan has had no summer time since 1951: a fixed offset is exact.
  const local = new Date(instant + 9 * 60 * 60 * 1000)
  const weekday = '日月火水木金土'[local.getUTCDay()]
  const clock = `${local.getUTCHours()}:${String(local.getUTCMinutes()).padStart(2, '0')}`
  return `${local.getUTCFullYear()}年${local.getUTCMonth() + 1}月${local.getUTCDate()}日（${weekday}）${clock}`
}
