#!/bin/sh
# Jamf Pro, script of a policy (recurring check-in, once a day): renews the certificate of each bank that is due. The managed policy
# must name the bank, and say consent = managed: the organisation answers the two questions. While Koshin is open or in
# the tray, Koshin does the work; `busy` is tried again by the next run.
koshin=/Applications/Koshin.app/Contents/MacOS/Koshin

user=$(stat -f %Su /dev/console)
case $user in '' | root | loginwindow | _mbsetupuser) echo 'nobody logged in'; exit 1 ;; esac

# As in extension-attribute.sh: not as root.
lines=$(launchctl asuser "$(id -u "$user")" sudo -H -u "$user" "$koshin" --unattended renew --all-banks 2>/dev/null)
code=$?
# A line for each bank; the exit code is that of the one that comes first.
line=$(printf '%s\n' "$lines" | grep '"event":"result"' | grep '"exitCode":'"$code"'[,}]' | head -n 1)
outcome=$(printf '%s' "$line" | sed -n 's/.*"outcome":"\([a-z-]*\)".*/\1/p')
failure=$(printf '%s' "$line" | sed -n 's/.*"failure":{[^}]*"code":"\([a-z.-]*\)".*/\1/p')
echo "${outcome:-no answer}${failure:+ $failure}"
case $code in
  0 | 3) exit 0 ;; # done, nothing-to-do
  # The next run carries on.
  14) exit 0 ;; # pending
  *) exit 1 ;; # tried again at the next run
esac
