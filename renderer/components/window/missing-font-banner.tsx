import { appName } from '../../../main/renewal/product/product.ts'

import './automation-banner.css'

/** In letters that every font has: whoever needs it cannot read Japanese here, whatever language was chosen. */
export function MissingFontBanner() {
  return (
    <p className="automation-banner" role="status" data-testid="missing-font-banner">
      <span lang="en">
        No Japanese font is installed on this computer: Japanese text appears as boxes. Install a font, for example the
        package fonts-noto-cjk (Debian, Ubuntu), google-noto-sans-cjk-fonts (Fedora) or noto-fonts-cjk (Arch), and start
        {appName.en} again.
      </span>{' '}
      <span lang="ja-Latn">
        Nihongo no fonto ga haitte inai tame, moji ga shikaku ni narimasu. Ue no pakkeeji o irete, {appName.en} o kidou
        shinaoshite kudasai.
      </span>
    </p>
  )
}
