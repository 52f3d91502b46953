/** In the place of nodemailer's table of a thousand endings of files: the demo bank's mails have no attachments. */
export const detectMimeType = (): string => 'application/octet-stream'
export const detectExtension = (): string => 'bin'
