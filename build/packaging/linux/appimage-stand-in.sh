#!/bin/sh
# In the place of an AppImage's runtime, in tests: unpacks what is behind it instead of mounting it, and starts that as the
# runtime does, with the same variables.
set -eu
beginning=$(echo '@BEGINNING@')
file=$(readlink -f "$0")
if [ "${1-}" = --appimage-extract ]; then
  exec unsquashfs -quiet -no-progress -dest squashfs-root -offset $beginning "$file"
fi
mount=$(mktemp -d)
unsquashfs -quiet -no-progress -force -dest "$mount" -offset $beginning "$file" >&2
status=0
APPIMAGE="$file" APPDIR="$mount" ARGV0="$0" OWD="$PWD" "$mount/AppRun" "$@" || status=$?
rm -rf "$mount"
exit $status
