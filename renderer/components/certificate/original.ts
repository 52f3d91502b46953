import { useTranslation } from 'react-i18next'
import { ja } from '../../locales/ja.ts'

type Title = Exclude<keyof typeof ja.titles, 'ended'>

/** In another language, the manual's Japanese title goes along: the bank's help desk speaks of it. */
export function useOriginal(): (title: Title) => { original?: string } {
  const { i18n } = useTranslation()
  return (title) => (i18n.language === 'ja' ? {} : { original: ja.titles[title] })
}
