#!/bin/sh
# After the package is removed. Nothing of any user is touched: not their certificates, not their keys, not their journal.
set -e
case "$1" in
  upgrade | 1) exit 0 ;;
esac
case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
  ja*) echo 'Koshin を削除しました。電子証明書と鍵、お客様の設定は残っています。' ;;
  *) echo 'Koshin has been removed. Certificates and keys, and the settings of each user, were left as they are.' ;;
esac
