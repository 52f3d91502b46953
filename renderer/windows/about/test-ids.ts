export const aboutIds = {
  page: 'window-about',
  versions: 'about-versions',
  parts: 'about-parts',
  back: 'about-back',
} as const
