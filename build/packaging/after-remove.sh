#!/bin/sh
# After the package is removed. Nothing of any user is touched: not their certificates, not their keys, not their journal.
# Only what had their systemd start the program once a day, or their desktop at login, goes: the renewal of
# `koshin --schedule daily`, and the look of the app at rest. It goes with each user's own rights: root would follow what links
# they have there.
set -e
case "$1" in
  upgrade | 1) exit 0 ;;
esac
# With the rights of user $1, out of reach of root's terminal and input: what runs as a user can be steered by that user.
# Nor does a user who stops it hold the removal up.
as_user() {
  user=$1
  shift
  timeout -k 5 10 setsid runuser -u "$user" -- "$@" </dev/null >/dev/null 2>&1
}
case "$1" in
  # dpkg, or rpm with no version left
  remove | purge | 0)
    getent passwd | while IFS=: read -r user _ uid _ _ home _; do
      units=$home/.config/systemd/user
      entry=$home/.config/autostart/koshin-daily.desktop
      [ "$uid" -ge 1000 ] || continue
      for name in koshin-daily koshin-look; do
        # A home may lie on a server that does not answer.
        if timeout -k 1 5 test -f "$units/$name.timer"; then
          as_user "$user" rm -f "$units/$name.timer" "$units/$name.service" "$units/timers.target.wants/$name.timer" || true
        fi
      done
      if timeout -k 1 5 test -f "$entry"; then as_user "$user" rm -f "$entry" || true; fi
    done
    ;;
esac
case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
  ja*) echo 'Koshin を削除しました。電子証明書と鍵、お客様の設定は残っています。' ;;
  *) echo 'Koshin has been removed. Certificates and keys, and the settings of each user, were left as they are.' ;;
esac
