#!/bin/sh
# Jamf Pro, script of a policy (recurring check-in, once a day): keeps what `status` tells of this Mac in a folder that many Macs
# write into, such as a mounted share: a file for each, of which `npm run fleet-report` makes its page and table.
# Parameter 4: the folder, in which nobody but administrators may write. On the Mac it changes nothing.
koshin=/Applications/Koshin.app/Contents/MacOS/Koshin
folder=$4

fail() {
  echo "$1"
  exit 1
}

[ -x "$koshin" ] || fail 'not installed'
[ -n "$folder" ] && [ -d "$folder" ] || fail 'no folder'
name=$(scutil --get LocalHostName)
case $name in '' | *[!A-Za-z0-9-]*) fail 'no name' ;; esac
# Root writes: not through somebody's link.
[ ! -L "$folder/$name.json" ] || fail 'a link in the folder'
user=$(stat -f %Su /dev/console)
case $user in '' | root | loginwindow | _mbsetupuser) fail 'nobody logged in' ;; esac

# As in extension-attribute.sh: not as root.
lines=$(launchctl asuser "$(id -u "$user")" sudo -H -u "$user" "$koshin" --unattended status --all-banks 2>/dev/null)
lines=$(printf '%s\n' "$lines" | grep '"event":"result"')
# Yesterday's stays, and the report names the machine that has told nothing since.
[ -n "$lines" ] || fail 'no answer'
printf '%s\n' "$lines" >"$folder/$name.json" || fail 'not written'
echo 'kept'
