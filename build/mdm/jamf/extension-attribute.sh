#!/bin/sh
# Jamf Pro, extension attribute (script, string): where the certificate of whoever is logged in stands, e.g. `due 12`
# with 12 days left; `watched-due 2` behind it: two of banks that are not set are due or have expired. A smart group of `due` and `grace` gets the policy with remediate.sh. Changes nothing.
koshin=/Applications/Koshin.app/Contents/MacOS/Koshin

answer() {
  echo "<result>$1</result>"
  exit 0
}

[ -x "$koshin" ] || answer 'not installed'
user=$(stat -f %Su /dev/console)
case $user in '' | root | loginwindow | _mbsetupuser) answer 'nobody logged in' ;; esac

# Jamf runs scripts as root, who has neither the user's certificate nor the user's keychain.
lines=$(launchctl asuser "$(id -u "$user")" sudo -H -u "$user" "$koshin" --unattended status --all-banks 2>/dev/null)
code=$?
# A line for each bank; the exit code is that of the one that comes first.
line=$(printf '%s\n' "$lines" | grep '"event":"result"' | grep '"exitCode":'"$code"'[,}]' | head -n 1)
outcome=$(printf '%s' "$line" | sed -n 's/.*"outcome":"\([a-z-]*\)".*/\1/p')
days=$(printf '%s' "$line" | sed -n 's/.*"certificate":{[^}]*"daysLeft":\(-*[0-9]*\).*/\1/p')
watched=$(printf '%s' "$line" | sed -n 's/.*"watchedDue":\([0-9]*\).*/\1/p')
answer "${outcome:-no answer}${days:+ $days}${watched:+ watched-due $watched}"
